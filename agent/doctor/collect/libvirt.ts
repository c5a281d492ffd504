import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { DEFAULT_RUN_FOLDER, discoverDaemons } from "../../libvirt/discover.ts";
import { versionText } from "../../libvirt/hypervisor/inventory.ts";
import { openSession, type Session } from "../../libvirt/session.ts";
import { parseCapabilities } from "../../libvirt/xml/capabilities.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LibvirtFacts, SocketAnswer, SocketFact } from "../facts.ts";

const names = [
  "libvirt-sock",
  "libvirt-sock-ro",
  "virtqemud-sock",
  "virtqemud-sock-ro",
  "virtnetworkd-sock",
  "virtstoraged-sock",
];
const answerMs = 3_000;
/** A daemon that systemd starts at the first connection needs a while. */
const openMs = 10_000;

/** Knocks at every socket of libvirt and opens the one the agent would use, exactly as the agent does. */
export async function collectLibvirt(
  clock: Clock,
  runFolder = DEFAULT_RUN_FOLDER,
): Promise<LibvirtFacts> {
  const groups = await groupNames();
  const sockets: SocketFact[] = [];
  for (const name of names) sockets.push(await socketFact(join(runFolder, name), name, groups));
  return { sockets, session: await trySession(clock, runFolder) };
}

async function socketFact(
  path: string,
  name: string,
  groups: ReadonlyMap<number, string>,
): Promise<SocketFact> {
  const found = await stat(path).catch(() => null);
  if (found === null) return { name, path, answer: "absent", group: null, mode: null };
  const group = groups.get(found.gid) ?? String(found.gid);
  const mode = (found.mode & 0o777).toString(8).padStart(3, "0");
  return { name, path, answer: await knock(path), group, mode };
}

async function knock(path: string): Promise<SocketAnswer> {
  const allowed = await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!allowed) return "denied";
  return await new Promise((resolve) => {
    const socket = createConnection({ path });
    const end = (answer: SocketAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end("silent"), answerMs);
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "EACCES" ? "denied" : error.code === "ENOENT" ? "absent" : "dead");
    });
  });
}

async function trySession(clock: Clock, runFolder: string): Promise<LibvirtFacts["session"]> {
  const daemons = await discoverDaemons(runFolder);
  if (daemons === null) return { state: "none" };
  let session: Session;
  try {
    session = await openSession({ address: daemons.qemu, clock, connectTimeoutMs: openMs });
  } catch (error) {
    const code = error instanceof NovaError ? error.code : "INTERNAL";
    return { state: "failed", code, text: reason(error) };
  }
  try {
    return { state: "open", kind: daemons.kind, ...(await ask(session)) };
  } catch (error) {
    return { state: "failed", code: "LIBVIRT_ERROR", text: reason(error) };
  } finally {
    await session.close();
  }
}

async function ask({ remote }: Session) {
  const { libVer } = await remote.connectGetLibVersion({ timeoutMs: openMs });
  const { hvVer } = await remote.connectGetVersion({ timeoutMs: openMs });
  const { capabilities } = await remote.connectGetCapabilities({ timeoutMs: openMs });
  const { hostUuid } = parseCapabilities(capabilities);
  const models = [...capabilities.matchAll(/<secmodel>\s*<model>([^<]*)<\/model>/g)];
  return {
    libvirtVersion: versionText(libVer),
    qemuVersion: versionText(hvVer),
    securityModels: models.map(([, model]) => model ?? ""),
    hostUuid,
  };
}

/** The innermost reason: libvirt's own words where it spoke. */
function reason(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return (inner instanceof Error ? inner.message : String(inner)).slice(0, 500);
}

async function groupNames(): Promise<ReadonlyMap<number, string>> {
  const text = await readFile("/etc/group", "utf8").catch(() => "");
  const rows = text.split("\n").map((line) => line.split(":"));
  return new Map(rows.map(([name = "", , id = ""]) => [Number(id), name] as const));
}
