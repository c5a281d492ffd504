import { integrationFilters } from "./integration-filters.ts";
import { type TopicInfo, topics } from "./topics.ts";

const rows: readonly TopicInfo[] = Object.values(topics);

/** As EMQX writes the place of a user name in a topic. */
const userOfEmqx = "$\u007busername}";
/** The control plane's own login. */
export const controlPlaneLogin = "novacron";

/**
 * The topic rules as an `acl_file` of mosquitto. An agent's user name is its host's id, by its certificate's
 * common name or by its login, so that `%u` holds it to its own topics; `tools` are the read-only logins.
 */
export function mosquittoAcl(tools: readonly string[]): string {
  const sent = rows.filter(({ sender, pattern }) => sender === "agent" && isOfHost(pattern));
  const received = rows.filter(({ receivers }) => receivers.includes("agent"));
  return [
    "# The control plane",
    `user ${controlPlaneLogin}`,
    ...rows
      .filter(({ sender }) => sender === "control-plane")
      .map(({ pattern }) => `topic write ${withWildcards(pattern)}`),
    ...rows
      .filter(({ receivers }) => receivers.includes("control-plane"))
      .map(({ pattern }) => `topic read ${withWildcards(pattern)}`),
    ...tools.flatMap((name) => [
      "",
      "# A read-only tool",
      `user ${name}`,
      ...integrationFilters.map((filter) => `topic read ${filter}`),
    ]),
    "",
    "# Agents",
    ...sent.map(({ pattern }) => `pattern write ${withUser(pattern)}`),
    ...received.map(({ pattern }) => `pattern read ${withUser(pattern)}`),
    "",
  ].join("\n");
}

/** Where the part of an `acl_file` begins that says who is refused. */
const revokedMark = "# Revoked hosts; everything from this line on is written anew";

/**
 * The same rules with the hosts that are refused: what these have open goes on, but nothing passes it any more.
 * Denials come before what patterns allow.
 */
export function withRevoked(acl: string, hosts: readonly string[]): string {
  const [rules = ""] = acl.split(revokedMark);
  const denials = hosts.flatMap((host) => [`user ${host}`, "topic deny #"]);
  return [rules.trimEnd(), "", revokedMark, ...denials, ""].join("\n");
}

/** The same rules as `acl.conf` of EMQX. */
export function emqxAcl(tools: readonly string[]): string {
  const sent = rows.filter(({ sender, pattern }) => sender === "agent" && isOfHost(pattern));
  const received = rows.filter(({ receivers }) => receivers.includes("agent"));
  const ofPlane = rows.filter(({ sender }) => sender === "control-plane");
  const forPlane = rows.filter(({ receivers }) => receivers.includes("control-plane"));
  const list = (topicFilters: readonly string[]): string =>
    `[${topicFilters.map((filter) => `"${filter}"`).join(", ")}]`;
  const ofUser = (all: readonly TopicInfo[]): string =>
    list(all.map(({ pattern }) => pattern.replace("{host}", userOfEmqx)));
  const wild = (all: readonly TopicInfo[]): string =>
    list(all.map(({ pattern }) => withWildcards(pattern)));
  return [
    `{allow, {user, "${controlPlaneLogin}"}, publish, ${wild(ofPlane)}}.`,
    `{allow, {user, "${controlPlaneLogin}"}, subscribe, ${wild(forPlane)}}.`,
    ...tools.map((name) => `{allow, {user, "${name}"}, subscribe, ${list(integrationFilters)}}.`),
    `{allow, all, publish, ${ofUser(sent)}}.`,
    `{allow, all, subscribe, ${ofUser(received)}}.`,
    "{deny, all}.",
    "",
  ].join("\n");
}

export interface MosquittoSettings {
  /** Folder of the files on the broker's machine. */
  readonly folder: string;
  /** For the control plane and tools, with names and passwords. */
  readonly logins: { readonly address: string; readonly port: number };
  /** For agents, with the certificates that the fleet's authority gave them. */
  readonly certificates: { readonly address: string; readonly port: number };
}

/** `mosquitto.conf` with one listener for logins and one for certificates, both over TLS 1.3. */
export function mosquittoConf({ folder, logins, certificates }: MosquittoSettings): string {
  const tls = [
    `certfile ${folder}/server.pem`,
    `keyfile ${folder}/server-key.pem`,
    "tls_version tlsv1.3",
    `acl_file ${folder}/acl`,
    "allow_anonymous false",
  ];
  return [
    "per_listener_settings true",
    "persistence false",
    "max_packet_size 16778240",
    "max_inflight_messages 64",
    "",
    "# The control plane and read-only tools",
    `listener ${logins.port} ${logins.address}`,
    `password_file ${folder}/passwords`,
    ...tls,
    "",
    "# Agents: the common name of a certificate is its host's id",
    `listener ${certificates.port} ${certificates.address}`,
    `cafile ${folder}/ca.pem`,
    `crlfile ${folder}/crl.pem`,
    "require_certificate true",
    "use_identity_as_username true",
    ...tls,
    "",
  ].join("\n");
}

function isOfHost(pattern: string): boolean {
  return pattern.includes("{host}");
}

function withUser(pattern: string): string {
  return pattern.replace("{host}", "%u");
}

function withWildcards(pattern: string): string {
  return pattern.replace(/\{\w+\}/g, "+");
}
