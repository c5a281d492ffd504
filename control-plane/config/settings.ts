import { z } from "zod";
import {
  issuerUrl,
  listenAddress,
  metricsUrl,
  mqttUrl,
  wholeNumber,
  wordList,
  yesOrNo,
} from "./values.ts";

export interface Setting<S extends z.ZodType = z.ZodType, D extends string | null = string | null> {
  readonly env: string;
  /** As it would be written; null: unset unless given. */
  readonly byDefault: D;
  readonly schema: S;
  readonly secret: boolean;
  readonly help: string;
}

const setting = <S extends z.ZodType, D extends string | null>(
  env: string,
  byDefault: D,
  schema: S,
  help: string,
): Setting<S, D> => ({ env, byDefault, schema, secret: false, help });

const word = z.string().min(1).max(1_024);
const path = z.string().min(1).max(4_096);
const gigabytes = wholeNumber(1, 1_000_000);
const days = wholeNumber(1, 36_500);

/**
 * Every setting of the control plane. The key is its name in the file; in camel case there, with dashes as
 * a flag, in capitals in the environment.
 */
export const settings = {
  listen: setting(
    "NOVACRON_LISTEN",
    "127.0.0.1:8470",
    listenAddress,
    "Address of API, console and agents' streams",
  ),
  data: setting(
    "NOVACRON_DATA",
    ".novacron/control-plane",
    path,
    "Folder of all that is kept; made if absent",
  ),
  adminPassword: {
    ...setting(
      "NOVACRON_ADMIN_PASSWORD",
      null,
      z.string().min(1).max(1_024),
      "Password of the first login, admin; made and printed once where unset",
    ),
    secret: true,
  },
  secretKey: {
    ...setting(
      "NOVACRON_SECRET_KEY",
      null,
      z.string().min(1).max(1_024),
      "Key that secrets at rest are sealed with, 32 bytes as base64; made in the data folder where unset",
    ),
    secret: true,
  },
  secretKeyFile: setting(
    "NOVACRON_SECRET_KEY_FILE",
    null,
    path,
    "File that holds that key instead",
  ),
  restoreSeconds: setting(
    "NOVACRON_RESTORE_SECONDS",
    "300",
    wholeNumber(0, 86_400),
    "How long hosts are waited for after a restore, before anything is commanded",
  ),
  auditDays: setting(
    "NOVACRON_AUDIT_DAYS",
    "400",
    days,
    "Days that rows of the audit log are kept",
  ),
  auditRows: setting(
    "NOVACRON_AUDIT_ROWS",
    "2000000",
    wholeNumber(10_000, 100_000_000),
    "Rows of the audit log above which the oldest go",
  ),
  metricsUrl: setting(
    "NOVACRON_METRICS_URL",
    "sqlite:",
    metricsUrl,
    "Metric store: sqlite: for the embedded one, or the HTTP address of a QuestDB",
  ),
  mqttUrl: {
    ...setting(
      "NOVACRON_MQTT_URL",
      null,
      mqttUrl,
      "An external MQTT broker, with user and password; unset: the embedded one",
    ),
    secret: true,
  },
  mqttListen: setting(
    "NOVACRON_MQTT_LISTEN",
    "127.0.0.1:8471",
    listenAddress,
    "Address of the embedded broker",
  ),
  tlsCert: setting(
    "NOVACRON_TLS_CERT",
    null,
    path,
    "PEM file with the certificate chain, for HTTPS and the embedded broker",
  ),
  tlsKey: setting("NOVACRON_TLS_KEY", null, path, "PEM file with the certificate's key"),
  tls: setting(
    "NOVACRON_TLS",
    "auto",
    z.enum(["auto", "fleet", "off"]),
    "TLS 1.3 by the fleet's CA: auto on addresses that others reach, fleet always, or off",
  ),
  names: setting(
    "NOVACRON_NAMES",
    "",
    wordList,
    "Further names and addresses that the control plane's certificate is good for",
  ),
  caCert: setting(
    "NOVACRON_CA_CERT",
    null,
    path,
    "PEM file with a CA certificate of your own in place of the fleet's; P-256",
  ),
  caKey: setting("NOVACRON_CA_KEY", null, path, "PEM file with that CA's key"),
  certificateSeconds: setting(
    "NOVACRON_CERTIFICATE_SECONDS",
    "604800",
    wholeNumber(10, 365 * 86_400),
    "Life of a host's certificate; agents renew at two thirds of it",
  ),
  releases: setting(
    "NOVACRON_RELEASES",
    null,
    path,
    "Folder of releases for hosts, one below it for each version; unset: dist beside the sources, and for a single binary releases in the data folder",
  ),
  releaseKeys: setting(
    "NOVACRON_RELEASE_KEYS",
    "",
    wordList,
    "Public keys that may sign releases beside the built-in one",
  ),
  trustedProxies: setting(
    "NOVACRON_TRUSTED_PROXIES",
    "",
    wordList,
    "Addresses of reverse proxies whose X-Forwarded headers are believed",
  ),
  metricsOpen: setting(
    "NOVACRON_METRICS_OPEN",
    "false",
    yesOrNo,
    "Whether /metrics answers without a login",
  ),
  sessionHours: setting(
    "NOVACRON_SESSION_HOURS",
    "24",
    wholeNumber(1, 8_760),
    "Hours after which a login ends, whatever happens",
  ),
  sessionIdleMinutes: setting(
    "NOVACRON_SESSION_IDLE_MINUTES",
    "480",
    wholeNumber(1, 525_600),
    "Minutes without use after which a login ends; a page that stays open does not count as use",
  ),
  secondFactorRoles: setting(
    "NOVACRON_SECOND_FACTOR_ROLES",
    "",
    wordList,
    "Roles whose people must have a second factor, such as administrator,operator",
  ),
  oidcIssuer: setting(
    "NOVACRON_OIDC_ISSUER",
    null,
    issuerUrl,
    "Address of a login provider (OpenID Connect); unset: local accounts only",
  ),
  oidcClientId: setting("NOVACRON_OIDC_CLIENT_ID", null, word, "Our client id at the provider"),
  oidcClientSecret: {
    ...setting("NOVACRON_OIDC_CLIENT_SECRET", null, word, "Our client secret at the provider"),
    secret: true,
  },
  oidcRedirectUrl: setting(
    "NOVACRON_OIDC_REDIRECT_URL",
    null,
    issuerUrl,
    "Our callback as registered there: https://HOST/api/v1/session/oidc/callback",
  ),
  oidcScopes: setting(
    "NOVACRON_OIDC_SCOPES",
    "openid profile email",
    word,
    "Scopes to ask for; many providers give groups only for a scope of their own",
  ),
  oidcNameClaim: setting(
    "NOVACRON_OIDC_NAME_CLAIM",
    "preferred_username",
    word,
    "Claim that holds the login name; what stands behind an @ is left out",
  ),
  oidcGroupsClaim: setting(
    "NOVACRON_OIDC_GROUPS_CLAIM",
    "groups",
    word,
    "Claim that holds the groups; roles are bound to them",
  ),
  oidcRoles: setting(
    "NOVACRON_OIDC_ROLES",
    "",
    wordList,
    "Roles of groups, everywhere: GROUP=ROLE,GROUP=ROLE; narrower ones are bound in the console",
  ),
  oidcLabel: setting(
    "NOVACRON_OIDC_LABEL",
    "single sign-on",
    word,
    "Name of the provider on the login page",
  ),
  rawDays: setting("NOVACRON_RAW_DAYS", "7", days, "Days that single samples are kept"),
  minuteDays: setting("NOVACRON_MINUTE_DAYS", "30", days, "Days that means of a minute are kept"),
  quarterDays: setting(
    "NOVACRON_QUARTER_DAYS",
    "365",
    days,
    "Days that means of 15 minutes are kept",
  ),
  hourDays: setting("NOVACRON_HOUR_DAYS", "1096", days, "Days that means of an hour are kept"),
  metricsGb: setting(
    "NOVACRON_METRICS_GB",
    "20",
    gigabytes,
    "Size in GiB above which the embedded metric store drops its oldest samples",
  ),
  epoch: setting(
    "NOVACRON_EPOCH",
    "1",
    wholeNumber(1, 2 ** 40),
    "Epoch to speak with at least; raise it after a restore from a backup, as the hosts' problem says",
  ),
  recordDays: setting(
    "NOVACRON_RECORD_DAYS",
    "365",
    days,
    "Days that the record is kept; of each machine that exists the last entry before stays",
  ),
  recordEntries: setting(
    "NOVACRON_RECORD_ENTRIES",
    "1000000",
    wholeNumber(1_000, 100_000_000),
    "Entries above which the record drops its oldest",
  ),
  operationDays: setting(
    "NOVACRON_OPERATION_DAYS",
    "365",
    days,
    "Days that ended operations are kept, and their ids known as used",
  ),
  operationsKept: setting(
    "NOVACRON_OPERATIONS_KEPT",
    "100000",
    wholeNumber(1_000, 10_000_000),
    "Operations above which the oldest ended ones are dropped",
  ),
  simulatedHosts: setting(
    "NOVACRON_SIMULATED_HOSTS",
    "0",
    wholeNumber(0, 5_000),
    "Bus logins made for simulated hosts, written to the data folder",
  ),
  logLevel: setting(
    "NOVACRON_LOG_LEVEL",
    "info",
    z.enum(["debug", "info", "notice", "warn", "error"]),
    "Lowest level of log lines: debug, info, notice, warn, error",
  ),
} as const;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

/** Null only where a setting has no default. */
export type Config = {
  readonly [N in SettingName]: (typeof settings)[N]["byDefault"] extends string
    ? z.output<(typeof settings)[N]["schema"]>
    : z.output<(typeof settings)[N]["schema"]> | null;
};

export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
