import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  type AuthoritySet,
  keepAuthorities,
  readAuthorities,
} from "../adapters/pki/authority-set.ts";
import { FileKeyStore } from "../adapters/pki/file-key-store.ts";
import { FleetCa } from "../adapters/pki/fleet-ca.ts";
import { ownAuthority, readAuthority } from "../adapters/pki/make-authority.ts";
import { ServerCertificate } from "../adapters/pki/server-certificate.ts";
import { serverNames } from "../adapters/pki/server-names.ts";
import { SealedKeyStore } from "../adapters/seal/sealed-key-store.ts";
import type { TrustSettings } from "../app/trust/trust-ports.ts";
import type { Config } from "../config/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyStore } from "../ports/key-store.ts";
import type { Log } from "../ports/log.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import type { TlsSource } from "../ports/tls-source.ts";

export interface FleetTls {
  readonly ca: FleetCa;
  /** What API and console, and what the embedded broker show; null: without TLS. */
  readonly http: TlsSource | null;
  readonly bus: TlsSource | null;
  readonly settings: TrustSettings;
  stop(): void;
}

interface FleetTlsPorts {
  readonly data: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealing: SecretBox;
}

/** The fleet's authority and the servers' certificate, as the settings want them. */
export async function startFleetTls(config: Config, around: FleetTlsPorts): Promise<FleetTls> {
  const { clock, log } = around;
  const store = new SealedKeyStore(new FileKeyStore(join(around.data, "pki")), around.sealing);
  const first = () => authority(config, store, clock);
  const set = await readAuthorities(store, first, config.caCert !== null);
  const keep = (next: AuthoritySet) => keepAuthorities(store, next);
  const ca = new FleetCa(set, { keep, nowMs: () => clock.now() });
  const own = await ownCertificate(config);
  const http = usesTls(config, config.listen.host);
  const bus = usesTls(config, config.mqttListen.host);
  const names = () => serverNames([...config.names, ...listenedNames(config)]);
  const server = new ServerCertificate({ ca, clock, log, names, own });
  if (http || bus) await server.start();
  const isOpen = !http && !isLoopback(config.listen.host);
  if (isOpen)
    log.warn({ listen: config.listen.host }, "listens without TLS: for trusted nets only");
  return {
    ca,
    http: http ? server : null,
    bus: bus ? server : null,
    settings: {
      tls: http,
      certificateMs: config.certificateSeconds * 1_000,
      bus: busOf(config, bus),
    },
    stop: () => server.stop(),
  };
}

async function authority({ caCert, caKey }: Config, store: KeyStore, clock: Clock) {
  if (caCert === null || caKey === null) return ownAuthority(store, clock.now());
  const [certificate, key] = [await read(caCert), await read(caKey)];
  return readAuthority(certificate.toString(), key.toString(), `files ${caCert} and ${caKey}`);
}

async function ownCertificate({ tlsCert, tlsKey }: Config) {
  if (tlsCert === null || tlsKey === null) return null;
  return { cert: await read(tlsCert), key: await read(tlsKey) };
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", `read ${path}`, { cause });
  }
}

function usesTls({ tls, tlsCert }: Config, host: string): boolean {
  if (tlsCert !== null || tls === "fleet") return true;
  return tls === "auto" && !isLoopback(host);
}

/** A name that is not `localhost` may be any address, so it counts as one that others reach. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === "localhost";
  return host === "::1" || host.startsWith("127.");
}

function listenedNames({ listen, mqttListen }: Config): readonly string[] {
  return [listen.host, mqttListen.host].filter((host) => host !== "0.0.0.0" && host !== "::");
}

/** Where agents find the bus: an external one by its own address, ours by the one they came by. */
function busOf({ mqttUrl, mqttListen }: Config, tls: boolean): TrustSettings["bus"] {
  if (mqttUrl === null) return { host: null, port: mqttListen.port, tls };
  const url = new URL(mqttUrl);
  const isTls = url.protocol === "mqtts:";
  const port = url.port === "" ? (isTls ? 8_883 : 1_883) : Number(url.port);
  return { host: url.hostname, port, tls: isTls };
}
