import { NovaError } from "@novacron/protocol/errors/nova-error";

/**
 * Where samples are kept.
 *
 *   sqlite:                                   the embedded store, in the data folder
 *   sqlite:/srv/metrics                       the embedded store, in a folder of its own
 *   http://questdb:9000                       a QuestDB, at its HTTP address
 *   https://user:password@questdb:9000        the same with TLS and a login
 *   questdb::http://questdb:9000              the same, said outright
 */
export type MetricsAddress =
  | { readonly kind: "sqlite"; readonly folder: string | null }
  | {
      readonly kind: "questdb";
      /** Scheme, host and port without a login. */
      readonly httpUrl: string;
      readonly login: { readonly user: string; readonly password: string } | null;
    };

/** CONFIG_INVALID where the text is none of the forms above. Never repeats the text: it may hold a password. */
export function parseMetricsUrl(text: string): MetricsAddress {
  if (text.startsWith("sqlite:")) {
    const folder = text.slice("sqlite:".length);
    return { kind: "sqlite", folder: folder === "" ? null : folder };
  }
  const address = text.startsWith("questdb::") ? text.slice("questdb::".length) : text;
  const url = URL.parse(address.replace(/;$/, ""));
  if (url === null || !["http:", "https:"].includes(url.protocol)) throw invalid();
  if (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "") throw invalid();
  const login =
    url.username === ""
      ? null
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { kind: "questdb", httpUrl: url.origin, login };
}

function invalid(): NovaError {
  return new NovaError("CONFIG_INVALID", "read the address of the metric store", {
    next: "Use sqlite:, sqlite:FOLDER or the HTTP address of a QuestDB, such as http://127.0.0.1:9000",
  });
}
