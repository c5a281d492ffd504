import { mkdir, readFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { builtInReleaseKeys, versionText } from "@novacron/protocol/version";
import { SystemClock, SystemIds } from "./clock/system-clock.ts";
import { type AgentConfig, loadConfig, usage } from "./config/load.ts";
import { AgentCore } from "./core/agent.ts";
import { type AgentLimits, defaultLimits } from "./core/limits.ts";
import { HookProcesses } from "./host/hooks/hook-processes.ts";
import { machineDigest } from "./host/inventory/host-uuid.ts";
import { LinuxHostFacts } from "./host/linux-host-facts.ts";
import { IdentityFiles } from "./identity/identity-files.ts";
import type { IdentityKeeper } from "./identity/identity-keeper.ts";
import { GateProcesses } from "./libvirt/gate/process/gate-processes.ts";
import type { ToldMoveOptions } from "./libvirt/hypervisor/told-moves.ts";
import { LibvirtHypervisor } from "./libvirt/hypervisor.ts";
import { readQemuTls } from "./libvirt/migration/qemu-tls.ts";
import type { HostFacts } from "./ports/host-facts.ts";
import type { Identity } from "./ports/identity-store.ts";
import type { Log } from "./ports/log.ts";
import { probeVirtualisation } from "./probe/kvm-probe.ts";
import { makeLog } from "./process/agent-log.ts";
import { readCommandLine } from "./process/command-word.ts";
import { lockFolder } from "./process/folder-lock.ts";
import { keptHostId } from "./process/host-id.ts";
import { ownProgram } from "./process/own-program.ts";
import { releaseMemory } from "./process/release-memory.ts";
import { stopAsked } from "./process/signals.ts";
import { processStart, writeStatus } from "./process/status-file.ts";
import { agentVersion } from "./process/version.ts";
import { WatchedUplink } from "./process/watched-uplink.ts";
import { Ed25519Check } from "./signing/ed25519-check.ts";
import { JournalFile } from "./stores/journal-file.ts";
import { OutboxFiles } from "./stores/outbox-files.ts";
import { WsTunnel } from "./tunnel/ws-tunnel.ts";
import { becomeChosen } from "./upgrade/choose-program.ts";
import { SelfUpgrader } from "./upgrade/self-upgrader.ts";
import { MqttUplink } from "./uplink/mqtt-uplink.ts";

const clock = new SystemClock();
const ids = new SystemIds();
/** When everything has run once, and then now and then, as seldom needed code was needed meanwhile. */
const releaseAfterMs = 30_000;
const releaseEveryMs = 1_800_000;
/** How long a first start waits for libvirt to say which host this is. */
const identifyMs = 10_000;
const qemuConfiguration = "/etc/libvirt/qemu.conf";

async function run(args: readonly string[]): Promise<void> {
  const config = await loadConfig({
    args,
    env: process.env,
    readFile: (path) => readFile(path, "utf8"),
    readIdentity: (folder) => new IdentityFiles(folder).read(),
  });
  const log = makeLog(config.logLevel, "novacron-agent");
  await becomeChosen(config.data, trustedReleaseKeys(config));
  const upgrader = await openUpgrader(config, log);
  upgrader?.watchTrial();
  const asked = stopAsked();
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(config.data);
  const own = ownProgram();
  const hostFacts = new LinuxHostFacts({
    dataFolder: config.data,
    hooksFolder: config.hooks,
    ...(own === null ? {} : { hardwareCommand: [...own, "ask-hardware"] }),
  });
  const host = await identify(config, hostFacts);
  const keeper = config.identity === null ? null : await keep(config.identity, config, log);
  const agent = build({ config, log, hostFacts, host, keeper, upgrader });
  upgrader?.dialBy(() => fetchOptions(config, keeper));
  keeper?.tell((...problem) => agent.ownProblem(...problem));
  const ending = new AbortController();
  log.info({ host, version: agentVersion, data: config.data }, "agent starts");
  await agent.start(ending.signal);
  keeper?.start();
  releaseNowAndThen(releaseAfterMs, log);
  const restart = upgrader?.restartAsked;
  const signal = await (restart === undefined ? asked : Promise.race([asked, restart]));
  log.info({ signal }, "agent stops; machines run on");
  keeper?.stop();
  await agent.stop();
  ending.abort();
  await unlock();
  if (upgrader?.isRestarting === true) upgrader.restart();
}

function trustedReleaseKeys(config: AgentConfig): readonly string[] {
  return [...builtInReleaseKeys, ...config.releaseKeys];
}

/** Null where this is no single binary that trusts some release key, or it knows no control plane to fetch from. */
async function openUpgrader(config: AgentConfig, log: Log): Promise<SelfUpgrader | null> {
  const keys = trustedReleaseKeys(config);
  if (!isSea() || keys.length === 0 || config.tunnelUrl === undefined) return null;
  const { data: dataFolder, tunnelUrl } = config;
  const controlPlane = tunnelUrl.replace(/^ws/, "http");
  return await SelfUpgrader.open({ dataFolder, keys, controlPlane, clock, log });
}

/** How upgrades are fetched: from the one control plane that this host joined. */
function fetchOptions(config: AgentConfig, keeper: IdentityKeeper | null): RequestOptions {
  if (keeper === null) return config.ca === null ? {} : { ca: config.ca };
  return { createConnection: ({ host, port }) => keeper.connect(host ?? "", Number(port ?? 443)) };
}

function releaseNowAndThen(delayMs: number, log: Log): void {
  clock.after(delayMs, () => {
    log.debug({ mappings: releaseMemory() }, "memory released");
    releaseNowAndThen(releaseEveryMs, log);
  });
}

function ownProcess() {
  return { pid: process.pid, processStart: processStart(process.pid), version: agentVersion };
}

interface Parts {
  readonly config: AgentConfig;
  readonly log: Log;
  readonly hostFacts: HostFacts;
  readonly host: HostId;
  readonly keeper: IdentityKeeper | null;
  readonly upgrader: SelfUpgrader | null;
}

/** Loaded only by a host that joined: beside its control plane an agent needs no TLS. */
async function keep(identity: Identity, config: AgentConfig, log: Log): Promise<IdentityKeeper> {
  const { IdentityKeeper } = await import("./identity/identity-keeper.ts");
  const { QemuPki, qemuGroup } = await import("./identity/qemu-pki.ts");
  const folder = config.qemuPki;
  const qemu = folder === undefined ? null : new QemuPki({ folder, gid: await qemuGroup() });
  const files = new IdentityFiles(config.data);
  return new IdentityKeeper({ identity, files, qemu, clock, ids, log });
}

function build({ config, log, hostFacts, host, keeper, upgrader }: Parts): AgentCore {
  const session = ids.uuid();
  const agent: AgentCore = new AgentCore({
    hypervisor: makeHypervisor(
      config,
      () => (agent.virtualisation.verdict === "kvm" ? "kvm" : "qemu"),
      keeper === null ? undefined : movesOf(config, host, keeper, log),
    ),
    uplink: new WatchedUplink({
      inner: new MqttUplink({
        url: config.mqttUrl,
        username: config.mqttUsername,
        password: config.mqttPassword,
        machine: machineDigest(),
        tls: () => keeper?.brokerTls() ?? (config.ca === null ? {} : { ca: config.ca }),
        host,
        session,
        clock,
        ids,
        log,
      }),
      now: () => clock.now(),
      changed: (state) => {
        if (state.acknowledgedAt !== null) upgrader?.confirmed();
        writeStatus(config.data, { ...ownProcess(), host, ...state });
      },
    }),
    outboxStore: new OutboxFiles({
      folder: join(config.data, "outbox"),
      // The core's bound counts payloads; the files carry headers and a segment on its way out.
      maxBytes: config.outboxMaxBytes * 1.25 + 16 * 1024 * 1024,
    }),
    journalStore: new JournalFile({ folder: join(config.data, "journal") }),
    hostFacts,
    clock,
    ids,
    log,
    limits: limitsOf(config),
    identity: { host, session, agentVersion, simulated: false },
    trust: {
      keys: config.signingKeys,
      check: new Ed25519Check(),
      ...(keeper === null ? {} : { authorities: keeper }),
    },
    probe: { probeVirtualisation },
    hooks: new HookProcesses({
      folder: config.hooks,
      record: join(config.data, "hook.json"),
      clock,
    }),
    ...(config.moveAddress === undefined ? {} : { moveAddress: config.moveAddress }),
    ...(upgrader === null ? {} : { upgrader }),
    ...(config.tunnelUrl === undefined
      ? {}
      : { tunnel: new WsTunnel({ url: config.tunnelUrl, log, ...dialling(config, keeper) }) }),
  });
  return agent;
}

function dialling({ ca }: AgentConfig, keeper: IdentityKeeper | null) {
  if (keeper === null) return ca === null ? {} : { ca };
  return { connect: (host: string, port: number) => keeper.connect(host, port) };
}

function limitsOf(config: AgentConfig): AgentLimits {
  const { metricsIntervalMs, outboxMaxBytes: maxBytes, outboxMaxAgeMs: maxAgeMs } = config;
  const outbox = { ...defaultLimits.outbox, maxBytes, maxAgeMs };
  return { ...defaultLimits, metricsIntervalMs, outbox };
}

function makeHypervisor(
  { libvirtSocket, demoGuestDir }: Pick<WhereToAsk, "libvirtSocket" | "demoGuestDir">,
  domainType: () => "kvm" | "qemu",
  moves?: ToldMoveOptions,
): LibvirtHypervisor {
  return new LibvirtHypervisor({
    clock,
    random: () => ids.random(),
    ...(libvirtSocket === undefined ? {} : { runFolder: dirname(libvirtSocket) }),
    ...(demoGuestDir === undefined ? {} : { demo: demoGuest(demoGuestDir, domainType) }),
    ...(moves === undefined ? {} : { moves }),
  });
}

/** Only a host that joined can prove to another which host it is. */
function movesOf(
  config: AgentConfig,
  host: HostId,
  keeper: IdentityKeeper,
  log: Log,
): ToldMoveOptions {
  return {
    host,
    identity: () => {
      const { ca, certificate: cert, key } = keeper.identity();
      return { ca, cert, key };
    },
    gates: new GateProcesses({
      folder: join(config.data, "gates"),
      command: [...(ownProgram() ?? fromSources()), "gate"],
      clock,
      log,
    }),
    folder: join(config.data, "moves"),
    listen: config.moveAddress ?? "0.0.0.0",
    configuration: qemuConfiguration,
    tls: () => readQemuTls({ host, clock, configuration: qemuConfiguration }),
  };
}

function fromSources(): string[] {
  const launch = join(import.meta.dirname, "launch/main.ts");
  return [process.execPath, ...process.execArgv, launch];
}

function demoGuest(folder: string, domainType: () => "kvm" | "qemu") {
  return {
    kernel: join(folder, "vmlinuz"),
    initrd: join(folder, "initrd.gz"),
    cmdline: "console=ttyS0 quiet panic=1 nova.name=demo nova.work=cpu nova.load=20 nova.shell=1",
    memoryBytes: 128 * 1024 * 1024,
    arch: "x86_64",
    domainType,
  };
}

type WhereToAsk = Pick<AgentConfig, "data" | "host" | "libvirtSocket" | "demoGuestDir">;

/** libvirt's host UUID, since other tools know the host by it; else the firmware's or system's id. */
async function identify(config: WhereToAsk, hostFacts: HostFacts): Promise<HostId> {
  return await keptHostId(config.data, async () => {
    if (config.host !== null) return config.host;
    const fromLibvirt = await askLibvirt(config);
    return fromLibvirt ?? (await hostFacts.inventory()).fallbackUuid;
  });
}

/** For a host that is to join: it is asked before there is a configuration. */
async function identifyIn(data: string): Promise<HostId> {
  const libvirtSocket = process.env.NOVACRON_LIBVIRT_SOCKET || undefined;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const hostFacts = new LinuxHostFacts({ dataFolder: data });
  return identify({ data, host: null, libvirtSocket, demoGuestDir: undefined }, hostFacts);
}

async function askLibvirt(config: WhereToAsk): Promise<string | null> {
  const hypervisor = makeHypervisor(config, () => "qemu");
  const connected = new Promise<boolean>((resolve) => {
    hypervisor.listen((event) => {
      if (event.type === "health" && event.health.state === "connected") resolve(true);
    });
    clock.after(identifyMs, () => resolve(false));
  });
  await hypervisor.start(new AbortController().signal);
  try {
    return (await connected) ? (await hypervisor.inventory()).hostUuid : null;
  } finally {
    await hypervisor.stop();
  }
}

async function obey(): Promise<void> {
  const { word, args } = readCommandLine(process.argv.slice(2));
  switch (word) {
    case "help":
      process.stdout.write(`${usage()}\n`);
      return;
    case "version":
      process.stdout.write(`${versionText("novacron-agent")}\n`);
      return;
    case "enroll": {
      const { enrollCommand } = await import("./identity/command.ts");
      const note = (line: string) => void process.stderr.write(`${line}\n`);
      return answer(
        await enrollCommand(args, { env: process.env, clock, identify: identifyIn, note }),
      );
    }
    case "identity": {
      const { identityCommand } = await import("./identity/command.ts");
      return answer(await identityCommand(args, process.env));
    }
    case "doctor": {
      const { doctorCommand } = await import("./doctor/command.ts");
      return answer(await doctorCommand(args, process.env, clock));
    }
    case "status": {
      const { statusCommand } = await import("./process/status-command.ts");
      return answer(await statusCommand(args, process.env));
    }
    case "supervise": {
      const { supervise } = await import("./process/supervise.ts");
      const self = ownProgram() ?? [process.execPath, ...process.execArgv, process.argv[1] ?? ""];
      process.exitCode = await supervise([...self, "run", ...args]);
      return;
    }
    case "run":
      await run(args);
  }
}

function answer({ text, exitCode }: { readonly text: string; readonly exitCode: number }): void {
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCode;
}

obey().then(
  // Whatever still holds a handle has nothing left to do.
  () => process.exit(),
  (error: unknown) => {
    const level = process.env.NOVACRON_LOG_LEVEL === undefined ? "info" : "error";
    const next = error instanceof NovaError ? error.next : undefined;
    makeLog(level, "novacron-agent").error({ error, next }, "agent ends");
    process.exit(error instanceof NovaError && error.code === "CONFIG_INVALID" ? 2 : 1);
  },
);
