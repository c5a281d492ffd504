import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { TLSSocket } from "node:tls";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { isNoDomain } from "../errors.ts";
import type { GateTicket } from "../gate/gate-ticket.ts";
import { whyNotSnapshot } from "../gate/incoming-domain.ts";
import { TicketServer } from "../gate/ticket-server.ts";
import { looking, type MoveKit } from "../migration/move-kit.ts";
import type { TargetRecord } from "../migration/move-record.ts";
import type { StreamPacket } from "../rpc/stream.ts";
import { find, parseXml } from "../xml/tree.ts";
import { type LuggageItem, readLuggage, sendLuggage } from "./luggage-frames.ts";
import { isNvramPath, nvramBytesMax } from "./nvram-file.ts";
import { proveVolume, writeVolume } from "./volume-copy.ts";

export interface Expected {
  readonly machine: MachineId;
  readonly source: HostId;
  readonly secret: string;
  readonly ticket: GateTicket;
  /** Disks are taken of a machine that is off alone. */
  readonly isOff: boolean;
}

interface Open {
  readonly server: TicketServer;
  readonly port: number;
  /** Ends with what is being taken. */
  readonly taking: () => Promise<void> | null;
}

const validForMs = 600_000;
const keptMax = 4_096;
const keptBytesMax = 64 * 1024 ** 2;

/** The target's side of what goes along beside libvirt's migration: for each move one source, once. */
export class LuggageDesk {
  readonly #kit: MoveKit;
  readonly #open = new Map<MachineId, Open>();

  constructor(kit: MoveKit) {
    this.#kit = kit;
  }

  portOf(machine: MachineId): number | null {
    return this.#open.get(machine)?.port ?? null;
  }

  /** Resolves with the port on which it is awaited. */
  async open(expected: Expected): Promise<number> {
    const { identity, listen, clock } = this.#kit;
    const { machine, source: peer, secret } = expected;
    let taking: Promise<void> | null = null;
    const serve = async (socket: TLSSocket) => {
      if (taking !== null) throw refused("it was brought already");
      taking = this.#serve(socket, expected).catch(() => undefined);
      await taking;
    };
    const how = { peer, secret, identity: identity(), listen, clock, validForMs, serve };
    const server = new TicketServer(how);
    await this.close(machine);
    const port = await server.start();
    this.#open.set(machine, { server, port, taking: () => taking });
    return port;
  }

  /** Resolves when nothing of it is written any more. */
  async close(machine: MachineId): Promise<void> {
    const open = this.#open.get(machine);
    open?.server.stop();
    await open?.taking();
    if (this.#open.get(machine) === open) this.#open.delete(machine);
  }

  async #serve(socket: TLSSocket, expected: Expected): Promise<void> {
    socket.setTimeout(0);
    socket.setKeepAlive(true, 15_000);
    const problem = await this.#take(socket, expected).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 1_000),
    );
    await sendLuggage(socket, { kind: "word", word: { type: "answer", problem } });
    socket.end();
  }

  async #take(socket: TLSSocket, expected: Expected): Promise<void> {
    const { records } = this.#kit;
    const record = await records.target(expected.machine);
    if (record?.luggage == null) throw refused("nothing is awaited");
    const items = readLuggage(socket.iterator({ destroyOnReturn: false }));
    const { snapshots, checkpoints } = await this.#unpack(items, { expected, record });
    await records.write({ ...record, luggage: { taken: true, snapshots, checkpoints } });
  }

  async #unpack(
    items: AsyncGenerator<LuggageItem>,
    { expected, record }: { readonly expected: Expected; readonly record: TargetRecord },
  ) {
    const snapshots: { xml: string; isCurrent: boolean }[] = [];
    const checkpoints: string[] = [];
    const disks = new Set(expected.isOff ? record.volumes.map(({ target }) => target) : []);
    let bytes = 0;
    for await (const word of wordsOf(items)) {
      if (word.type === "done") {
        if (disks.size === 0) return { snapshots, checkpoints };
        throw refused(`its disks ${[...disks].join(", ")} were not brought`);
      }
      if (word.type === "snapshot" || word.type === "checkpoint") {
        bytes += word.xml.length;
        const why =
          word.type === "snapshot"
            ? whyNotSnapshot(word.xml, expected.ticket)
            : whyNotCheckpoint(word.xml);
        if (why !== null) throw refused(`a ${word.type}: ${why}`);
      }
      if (snapshots.length + checkpoints.length >= keptMax || bytes > keptBytesMax) {
        throw refused("there are too many snapshots and checkpoints");
      }
      if (word.type === "snapshot") snapshots.push({ xml: word.xml, isCurrent: word.isCurrent });
      else if (word.type === "checkpoint") checkpoints.push(word.xml);
      else if (word.type === "nvram") await this.#takeNvram(items, word.path, { expected, record });
      else if (word.type === "disk" && disks.delete(word.target)) {
        await this.#takeDisk(items, word.target, { expected, record });
      } else throw refused(`${word.type} was not awaited`);
    }
    throw refused("the source ended before the end");
  }

  async #takeDisk(
    items: AsyncGenerator<LuggageItem>,
    target: string,
    { expected, record }: { readonly expected: Expected; readonly record: TargetRecord },
  ): Promise<void> {
    await this.#mustBeAbsent(expected.machine);
    const path = record.volumes.find((one) => one.target === target)?.path ?? "";
    const end = { sha256: "" };
    await this.#kit.storage(async ({ remote }) => {
      const taken = await writeVolume(remote, path, untilEnd(items, end));
      if (taken.sha256 !== end.sha256) throw refused(`${path} came otherwise than it was sent`);
      await proveVolume(remote, path, taken);
    });
  }

  async #takeNvram(
    items: AsyncGenerator<LuggageItem>,
    path: string,
    { expected, record }: { readonly expected: Expected; readonly record: TargetRecord },
  ): Promise<void> {
    if (path !== record.nvram || !isNvramPath(path)) {
      throw refused(`${path} was not awaited`);
    }
    await this.#mustBeAbsent(expected.machine);
    const end = { sha256: "" };
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const packet of untilEnd(items, end)) {
      if (packet.kind !== "data") throw refused("a hole in the firmware's variables");
      bytes += packet.bytes.length;
      if (bytes > nvramBytesMax) throw refused(`${path} is too large`);
      parts.push(Buffer.from(packet.bytes));
    }
    const content = Buffer.concat(parts);
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (sha256 !== end.sha256) throw refused(`${path} came otherwise than it was sent`);
    await writeFile(this.#kit.seen?.(path) ?? path, content, { flag: "wx", mode: 0o600 });
  }

  /** Never over the disk of a machine that is here. */
  async #mustBeAbsent(uuid: MachineId): Promise<void> {
    await this.#kit.qemu(async ({ remote }) => {
      try {
        await remote.domainLookupByUuid({ uuid }, looking);
      } catch (error) {
        if (isNoDomain(error)) return;
        throw error;
      }
      throw refused("the machine is here");
    });
  }
}

async function* wordsOf(items: AsyncGenerator<LuggageItem>) {
  for (let next = await items.next(); next.done !== true; next = await items.next()) {
    if (next.value.kind !== "word") throw refused("bytes that belong to nothing");
    yield next.value.word;
  }
}

async function* untilEnd(
  items: AsyncGenerator<LuggageItem>,
  end: { sha256: string },
): AsyncGenerator<StreamPacket> {
  for (let next = await items.next(); next.done !== true; next = await items.next()) {
    const item = next.value;
    if (item.kind !== "word") {
      yield item;
      continue;
    }
    if (item.word.type !== "end") break;
    end.sha256 = item.word.sha256;
    return;
  }
  throw refused("it has no end");
}

function whyNotCheckpoint(xml: string): string | null {
  const root = parseXml(xml);
  if (root.name !== "domaincheckpoint") return `a checkpoint wanted, not <${root.name}>`;
  return find(root, "domain") === null ? null : "it brings a definition";
}

function refused(why: string): NovaError {
  return new NovaError("MIGRATION_GATE_REFUSED", `take what comes along with a machine: ${why}`);
}
