import { z } from "zod";

/** `host:port`, `[v6]:port` or `:port` for every address. Port 0 lets the system choose. */
export const listenAddress = z.string().transform((text, context) => {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3] ?? -1);
  if (found === null || port > 65_535) {
    context.addIssue({ code: "custom", message: "must be host:port, such as 127.0.0.1:8470" });
    return z.NEVER;
  }
  const host = found[1] ?? (found[2] === "" ? "0.0.0.0" : (found[2] ?? ""));
  return { host, port };
});

/** `sqlite:` for the embedded store, or the HTTP address of a QuestDB. */
export const metricsUrl = z
  .string()
  .refine(
    (text) => text === "sqlite:" || isUrl(text, ["http:", "https:"]),
    "must be sqlite: or the HTTP address of a QuestDB, such as http://127.0.0.1:9000",
  );

export const mqttUrl = z
  .string()
  .refine(
    (text) => isUrl(text, ["mqtt:", "mqtts:", "ws:", "wss:"]),
    "must be a broker's address, such as mqtt://user:password@broker:1883",
  );

export const issuerUrl = z
  .string()
  .max(2_048)
  .refine(
    (text) => isUrl(text, ["https:", "http:"]),
    "must be an address such as https://login.example.org/realms/main",
  );

export const yesOrNo = z
  .union([z.boolean(), z.enum(["true", "false", "yes", "no", "1", "0"])])
  .transform((value) =>
    typeof value === "boolean" ? value : ["true", "yes", "1"].includes(value),
  );

export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** A list in a file, words with commas between elsewhere. */
export const wordList = z
  .union([
    z.array(z.string()),
    z.string().transform((text) =>
      text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    ),
  ])
  .pipe(z.array(z.string().max(255)).max(64));

function isUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== "";
}

/** An address without its password, for logs and the system page. */
export function withoutSecrets(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  if (parsed.password !== "") parsed.password = "secret";
  for (const key of [...parsed.searchParams.keys()]) {
    if (/pass|token|secret|key/i.test(key)) parsed.searchParams.set(key, "secret");
  }
  return parsed.href;
}
