import { releaseKey } from "@novacron/protocol/domain/release";
import { signingKeys } from "@novacron/protocol/domain/signing";
import { z } from "zod";

/** One setting: the same by file (key), flag and environment. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly env: string;
  readonly flag: string;
  readonly schema: S;
  readonly help: string;
  /** Never shown, not even in an error. */
  readonly secret?: true;
}

const setting = <S extends z.ZodType>(made: Setting<S>): Setting<S> => made;
const MiB = 1024 * 1024;
const hourMs = 3_600_000;

const busUrl = z
  .string()
  .max(1_024)
  .refine((text) => hasProtocol(text, ["mqtt:", "mqtts:", "ws:", "wss:"]), {
    error: "must be an address such as mqtt://host:1883 or mqtts://host:8883",
  });
export const tunnelUrl = z
  .string()
  .max(1_024)
  .refine((text) => hasProtocol(text, ["http:", "https:", "ws:", "wss:"]), {
    error: "must be an address such as https://host:8080",
  })
  // People copy the console's address; the tunnel is a WebSocket at the same place.
  .transform((address) => address.replace(/^http/i, "ws"));
/** Public keys, divided by commas. */
export const signingKeysText = z
  .string()
  .max(1_024)
  .transform((keys) => keys.split(",").map((one) => one.trim()))
  .pipe(signingKeys);
const text = z.string().min(1).max(4_096);
const milliseconds = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The one table of the agent's settings. */
export const settings = {
  mqttUrl: setting({
    env: "NOVACRON_MQTT_URL",
    flag: "--mqtt-url",
    schema: busUrl.optional(),
    help: "Address of the MQTT broker",
  }),
  mqttUsername: setting({
    env: "NOVACRON_MQTT_USERNAME",
    flag: "--mqtt-username",
    schema: text.optional(),
    help: "Name of this host's MQTT login",
  }),
  mqttPassword: setting({
    env: "NOVACRON_MQTT_PASSWORD",
    flag: "--mqtt-password",
    schema: text.optional(),
    help: "Password of it; better in the credentials file",
    secret: true,
  }),
  signingKeys: setting({
    env: "NOVACRON_SIGNING_KEYS",
    flag: "--signing-keys",
    schema: signingKeysText.optional(),
    help: "Public keys of the control plane, whose signature alone is obeyed; divided by commas",
  }),
  credentials: setting({
    env: "NOVACRON_AGENT_CREDENTIALS",
    flag: "--credentials",
    schema: text.optional(),
    help: "JSON file {url, username, password, signingKeys, host?} in place of the four above",
  }),
  data: setting({
    env: "NOVACRON_DATA",
    flag: "--data",
    schema: text.default("/var/lib/novacron-agent"),
    help: "Folder for outbox, journal and host id",
  }),
  qemuPki: setting({
    env: "NOVACRON_QEMU_PKI",
    flag: "--qemu-pki",
    schema: text.optional(),
    help: "Folder for QEMU's certificates for migrations over TLS; without it none are kept",
  }),
  moveAddress: setting({
    env: "NOVACRON_MOVE_ADDRESS",
    flag: "--move-address",
    schema: z.string().min(1).max(255).optional(),
    help: "Address of this host for moves of machines; all that other hosts may reach where unset",
  }),
  hooks: setting({
    env: "NOVACRON_HOOKS",
    flag: "--hooks",
    schema: text.default("/etc/novacron/maintenance.d"),
    help: "Folder of the programs that a maintenance may run on this host",
  }),
  libvirtSocket: setting({
    env: "NOVACRON_LIBVIRT_SOCKET",
    flag: "--libvirt-socket",
    schema: text.optional(),
    help: "UNIX socket of libvirtd or virtqemud; found by itself where unset",
  }),
  metricsIntervalMs: setting({
    env: "NOVACRON_METRICS_INTERVAL_MS",
    flag: "--metrics-interval-ms",
    schema: milliseconds(1_000, 60_000).default(5_000),
    help: "Time between samples until the control plane sets another",
  }),
  outboxMaxBytes: setting({
    env: "NOVACRON_OUTBOX_MAX_BYTES",
    flag: "--outbox-max-bytes",
    schema: z.coerce
      .number()
      .int()
      .min(MiB)
      .max(2 ** 40)
      .default(256 * MiB),
    help: "Size of the outbox on disk; beyond it the oldest batches are dropped",
  }),
  outboxMaxAgeMs: setting({
    env: "NOVACRON_OUTBOX_MAX_AGE_MS",
    flag: "--outbox-max-age-ms",
    schema: milliseconds(60_000, 365 * 24 * hourMs).default(24 * hourMs),
    help: "Batches older than this are dropped from the outbox",
  }),
  demoGuestDir: setting({
    env: "NOVACRON_DEMO_GUEST_DIR",
    flag: "--demo-guest-dir",
    schema: text.optional(),
    help: "Folder with kernel and initrd of the demo guest; without it none is offered",
  }),
  tunnelUrl: setting({
    env: "NOVACRON_TUNNEL_URL",
    flag: "--tunnel-url",
    schema: tunnelUrl.optional(),
    help: "Address of the control plane for consoles; without it none are offered",
  }),
  releaseKeys: setting({
    env: "NOVACRON_RELEASE_KEYS",
    flag: "--release-keys",
    schema: z
      .string()
      .max(4_096)
      .default("")
      .transform((list) => list.split(",").filter((one) => one !== ""))
      .pipe(z.array(releaseKey).max(8)),
    help: "Public keys, separated by commas, that may sign upgrades beside the built-in one",
  }),
  logLevel: setting({
    env: "NOVACRON_LOG_LEVEL",
    flag: "--log-level",
    schema: z.enum(["debug", "info", "warn", "error"]).default("info"),
    help: "debug, info, warn or error",
  }),
} as const;

export type SettingName = keyof typeof settings;
export type Settings = { readonly [N in SettingName]: z.infer<(typeof settings)[N]["schema"]> };
export const settingNames = Object.keys(settings) as SettingName[];

function hasProtocol(address: string, protocols: readonly string[]): boolean {
  return URL.canParse(address) && protocols.includes(new URL(address).protocol);
}
