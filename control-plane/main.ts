import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { openApiDocument } from "@novacron/protocol/http/openapi";
import { builtInReleaseKeys, version } from "@novacron/protocol/version";
import { RandomIds } from "./adapters/clock/random-ids.ts";
import { SystemClock } from "./adapters/clock/system-clock.ts";
import { Argon2Hasher } from "./adapters/hasher/argon2.ts";
import { NodeSecrets } from "./adapters/hasher/node-secrets.ts";
import { HttpServer, type HttpServerOptions } from "./adapters/http/http-server.ts";
import { upgradeLogin } from "./adapters/http/upgrade-login.ts";
import { WsLiveFeed } from "./adapters/live/ws-live-feed.ts";
import { pinoLog } from "./adapters/log/pino-log.ts";
import { EmbeddedBroker } from "./adapters/mqtt-broker/embedded-broker.ts";
import { ExternalBus } from "./adapters/mqtt-client/external-bus.ts";
import { OpenIdProvider } from "./adapters/oidc/openid-provider.ts";
import { ThreadPlanner } from "./adapters/planner/thread-planner.ts";
import { QuestDbMetricStore } from "./adapters/questdb/questdb-metric-store.ts";
import { FolderShelf } from "./adapters/releases/folder-shelf.ts";
import { Ed25519AuditSeal } from "./adapters/seal/ed25519-audit-seal.ts";
import { FileSigningKeys } from "./adapters/signing/file-signing-keys.ts";
import { SqliteMetricStore } from "./adapters/sqlite/sqlite-metric-store.ts";
import { SqliteStateStore } from "./adapters/sqlite/state/sqlite-state-store.ts";
import { ConsoleRelay } from "./adapters/tunnel/console-relay.ts";
import { WsTunnelHub } from "./adapters/tunnel/ws-tunnel-hub.ts";
import { ControlPlaneApp } from "./app/app.ts";
import { openIdSettings, peopleSettings } from "./config/access.ts";
import { questDbAddress } from "./config/questdb-address.ts";
import { readConfig } from "./config/read-config.ts";
import { releasesFolder } from "./config/releases-folder.ts";
import { historyOf, retentionOf } from "./config/retention.ts";
import type { Config } from "./config/settings.ts";
import { configText, helpText } from "./config/texts.ts";
import { withoutSecrets } from "./config/values.ts";
import type { Log } from "./ports/log.ts";
import type { LoginProvider } from "./ports/login-provider.ts";
import type { MetricStore } from "./ports/metric-store.ts";
import type { SecretBox } from "./ports/secret-box.ts";
import { localEnrolment, writeAgentLogins } from "./process/agent-logins.ts";
import { readAuditKey } from "./process/audit-key.ts";
import { exitCodeOf, failureText } from "./process/failure.ts";
import { firstLoginText } from "./process/first-login.ts";
import { type FleetTls, startFleetTls } from "./process/fleet-tls.ts";
import { lockFolder } from "./process/folder-lock.ts";
import { writePrivateFile } from "./process/private-file.ts";
import { openSecretBox } from "./process/secret-keys.ts";
import { untilSignal } from "./process/until-stopped.ts";
import { isWord, runWord } from "./process/words.ts";

const consoleDirectory = join(import.meta.dirname, "..", "dashboard", "dist");
const installDirectory = join(import.meta.dirname, "..", "install");

/** What is read before anything is built. */
interface Surroundings {
  readonly tls: FleetTls;
  readonly log: Log;
  readonly auditKey: string;
  readonly sealing: SecretBox;
}

const clock = new SystemClock();

/** Everything, in the order in which it is needed. Nothing acts before `start`. */
function build(config: Config, { tls, log, auditKey, sealing }: Surroundings) {
  const data = resolve(config.data);
  const ids = new RandomIds();
  const { ca } = tls;
  const hasher = new Argon2Hasher();
  const secrets = new NodeSecrets();
  const auditSeal = new Ed25519AuditSeal(auditKey, join(data, "audit-head.json"));
  const signer = signingKeysIn(data, sealing);
  const state = new SqliteStateStore(join(data, "state.db"));
  const metrics = metricStore(config, data);
  // The application stands on adapters that ask it something back; they do so only after the start.
  const late: { app: ControlPlaneApp | null } = { app: null };
  const app = (): ControlPlaneApp => {
    if (late.app === null) throw new NovaError("NOT_READY", "ask the application");
    return late.app;
  };
  const { tunnels, feed, relay } = buildStreams(app, log);
  const on = { signer, clock, log };
  const embedded =
    config.mqttUrl === null
      ? new EmbeddedBroker({ ...config.mqttListen, ...on, tls: tls.bus, access: lateAccess(app) })
      : null;
  const name = hostname().slice(0, 64);
  const will = () => offlineStatus(name, { epoch: app().epoch(), at: clock.now() });
  const link = embedded ?? new ExternalBus({ url: config.mqttUrl ?? "", ...on, will });
  const busUrl =
    embedded === null ? withoutSecrets(config.mqttUrl ?? "") : embeddedUrl(config, tls);
  late.app = new ControlPlaneApp(
    {
      clock,
      shelf: shelfOf(config),
      ids,
      log,
      state,
      metrics,
      link,
      feed,
      tunnels,
      hasher,
      secrets,
      signing: signer,
      auditSeal,
      sealing,
      planner: new ThreadPlanner(),
      ca,
      loginProvider: loginProvider(config),
    },
    {
      version,
      name,
      bus: { url: busUrl, embedded: embedded !== null },
      storeUrls: { state: "sqlite:state.db", metrics: withoutSecrets(config.metricsUrl) },
      adminPassword: config.adminPassword,
      history: historyOf(config),
      leastEpoch: config.epoch,
      auditRetention: { ageMs: config.auditDays * 86_400_000, rows: config.auditRows },
      restoreWaitMs: config.restoreSeconds * 1_000,
      trust: tls.settings,
      ...peopleSettings(config),
    },
  );
  const http = buildHttp(config, late.app, { tls, log, upgrades: [feed, tunnels, relay] });
  late.app.whenEnded((person) => {
    feed.loginEnded(person);
    relay.loginEnded(person);
  });
  return { app: late.app, http, feed, relay, tunnels, signer, busUrl: embedded && busUrl };
}

function buildHttp(
  config: Config,
  app: ControlPlaneApp,
  { tls, log, upgrades }: Pick<Surroundings, "tls" | "log"> & Pick<HttpServerOptions, "upgrades">,
): HttpServer {
  return new HttpServer({
    ...config.listen,
    tls: tls.http,
    trustedProxies: config.trustedProxies,
    consoleDirectory,
    metricsOpen: config.metricsOpen,
    version,
    app,
    clock,
    log,
    upgrades,
    install: {
      directory: installDirectory,
      releases: releasesFolder(config),
      caHash: async () => app.trust.facts().caHash,
    },
  });
}

/** What stays open: the tunnel of the agents, the live feed and consoles of people. */
function buildStreams(app: () => ControlPlaneApp, log: Log) {
  const tunnels = new WsTunnelHub(undefined, (...dialler) => app().trust.mayDial(...dialler));
  const feed = new WsLiveFeed({
    version,
    clock,
    log,
    views: app,
    admit: (request) => upgradeLogin(request, app(), ["machine.view", "host.view"]),
  });
  const relay = new ConsoleRelay({
    admit: (request) => upgradeLogin(request, app(), "machine.console"),
    take: (person, machine, operation) => app().takeConsole(person, machine, operation),
    mayStay: (person, machine) => app().mayUseConsole(person, machine),
    log,
  });
  return { tunnels, feed, relay };
}

function shelfOf(config: Config): FolderShelf {
  return new FolderShelf(releasesFolder(config), [...builtInReleaseKeys, ...config.releaseKeys]);
}

function loginProvider(config: Config): LoginProvider | undefined {
  const settings = openIdSettings(config);
  return settings === null ? undefined : new OpenIdProvider(settings);
}

async function run(config: Config): Promise<void> {
  const log = pinoLog(config.logLevel);
  const data = resolve(config.data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  // Before anything acts: two control planes on the same stores would each undo what the other decided.
  const unlock = lockFolder(data);
  const sealing = await openSecretBox(config, { data, nowMs: Date.now() });
  const auditKey = await readAuditKey(data, sealing);
  const tls = await startFleetTls(config, { data, clock, log, sealing });
  const { app, http, feed, relay, tunnels, signer, busUrl } = build(config, {
    tls,
    log,
    auditKey,
    sealing,
  });
  const stopping = new AbortController();
  const stopped = untilSignal();
  process.on("uncaughtExceptionMonitor", (error) => log.error({ error }, "NovaCron crashes"));
  try {
    await http.start(stopping.signal);
    await app.start(stopping.signal);
    feed.start();
    const { simulatedHosts } = config;
    const signingKeys = signer.keys();
    const url = `${tls.http === null ? "http" : "https"}://${shownHost(config.listen.host)}:${http.port()}`;
    const joins = tls.http !== null && tls.bus !== null && busUrl !== null;
    const enrolment = joins ? await localEnrolment(app.trust, data, url) : null;
    const ca = tls.bus === null ? null : tls.ca.caPem();
    const logins = { busUrl, simulatedHosts, signingKeys, ca, enrolment };
    await writeAgentLogins({ app, folder: data, ...logins });
    const first = app.firstLogin();
    const terminal = process.stdout.isTTY === true;
    if (first !== null) process.stdout.write(firstLoginText(first, { url, terminal }));
    log.notice({ url, bus: busUrl ?? "external", data, version }, "NovaCron is ready");
    const signal = await stopped;
    log.notice({ signal }, "NovaCron stops");
  } finally {
    stopping.abort();
    await feed.stop();
    await relay.stop();
    await tunnels.stop();
    await http.stop();
    await app.stop();
    tls.stop();
    unlock();
  }
}

function metricStore(config: Config, data: string): MetricStore {
  const retention = retentionOf(config);
  return config.metricsUrl === "sqlite:"
    ? new SqliteMetricStore(join(data, "metrics"), retention)
    : new QuestDbMetricStore(questDbAddress(config.metricsUrl), retention);
}

function signingKeysIn(data: string, box: SecretBox): FileSigningKeys {
  return new FileSigningKeys({ path: join(data, "signing-keys"), box, write: writePrivateFile });
}

/** Left with an external broker, so that agents learn of a crash of ours. */
function offlineStatus(controlPlane: string, of: { epoch: number; at: number }) {
  return { v: 1, controlPlane, version, state: "offline", ...of } as const;
}

/** The broker's questions to the application, which is built after it. */
function lateAccess(app: () => ControlPlaneApp) {
  return {
    authenticateBus: (name: string, password: string, address: string) =>
      app().authenticateBus(name, password, address),
    authenticateCertificate: (...of: Parameters<ControlPlaneApp["authenticateCertificate"]>) =>
      app().authenticateCertificate(...of),
    bindBusHost: (...of: Parameters<ControlPlaneApp["bindBusHost"]>) => app().bindBusHost(...of),
    mayReceive: (...of: Parameters<ControlPlaneApp["mayReceive"]>) => app().mayReceive(...of),
    authorizeBus: (...of: Parameters<ControlPlaneApp["authorizeBus"]>) => app().authorizeBus(...of),
  };
}

function embeddedUrl({ mqttListen: { host, port } }: Config, tls: FleetTls): string {
  return `${tls.bus === null ? "mqtt" : "mqtts"}://${shownHost(host)}:${port}`;
}

/** An address to connect to: what listens everywhere is reached on this machine by loopback. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function main(): Promise<void> {
  const sources = { env: process.env, readFile: (path: string) => readFileSync(path, "utf8") };
  const [word, ...args] = process.argv.slice(2);
  if (isWord(word)) {
    process.stdout.write(await runWord(word, { ...sources, args }, clock));
    return;
  }
  const read = readConfig({ ...sources, args: process.argv.slice(2) });
  switch (read.command) {
    case "help":
      process.stdout.write(helpText());
      return;
    case "print-config":
      process.stdout.write(configText(read));
      return;
    case "print-openapi":
      process.stdout.write(`${JSON.stringify(openApiDocument(version), null, 2)}\n`);
      return;
    case "start":
      await run(read.config);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(failureText(error));
    process.exit(exitCodeOf(error));
  },
);
