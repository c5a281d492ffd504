import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TLSSocket } from "node:tls";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { GateAddress, PerformControl, PerformRequest } from "../../ports/migration.ts";
import { isUnsupported } from "../errors.ts";
import { dialTicket } from "../gate/ticket-server.ts";
import type { MoveKit } from "../migration/move-kit.ts";
import { looking, pass } from "../migration/move-kit.ts";
import type { SourceRecord } from "../migration/move-record.ts";
import type { StreamPacket } from "../rpc/stream.ts";
import { BlockDigest } from "./block-digest.ts";
import { DiskProgress } from "./disk-progress.ts";
import { readCheckpoints } from "./kept-metadata.ts";
import { type LuggageWord, readLuggage, sendLuggage } from "./luggage-frames.ts";
import { isNvramPath, nvramBytesMax } from "./nvram-file.ts";
import { allocationOf, readVolume } from "./volume-copy.ts";

export interface Outbound {
  readonly request: PerformRequest & { readonly gate: GateAddress };
  readonly address: string;
  readonly port: number;
  readonly record: SourceRecord;
}

/**
 * Sends what libvirt's migration leaves behind: snapshots and checkpoints, and of a machine that is off its copied disks
 * and the firmware's variables. Resolves with the bytes of the disks once the target has said that all of it lies there
 * as it was sent; the machine is not touched.
 */
export async function carryLuggage(
  kit: MoveKit,
  outbound: Outbound,
  control: PerformControl,
): Promise<number> {
  const { request, address: host, port, record } = outbound;
  const { target: peer, secret } = request.gate;
  const socket = await dialTicket({ host, port, peer, secret, identity: kit.identity() });
  socket.setTimeout(0);
  socket.setKeepAlive(true, 15_000);
  const { giveUpAfterMs } = request.options;
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    socket.destroy();
  };
  const endTimer =
    giveUpAfterMs === undefined ? () => undefined : kit.clock.after(giveUpAfterMs, giveUp);
  const cancel = () => socket.destroy();
  control.signal.addEventListener("abort", cancel);
  const answer = answerOf(socket);
  try {
    if (control.signal.aborted) throw cancelled(record);
    const sender = new Sender(kit, { socket, outbound, control });
    await sender.send().catch(async (error: unknown) => {
      if (socket.destroyed) throw (await answer) ?? error;
      throw error;
    });
    const problem = await answer;
    if (problem !== null) throw problem;
    return sender.diskBytes;
  } catch (error) {
    if (control.signal.aborted) throw cancelled(record);
    throw isLate ? tooLate(record) : error;
  } finally {
    endTimer();
    control.signal.removeEventListener("abort", cancel);
    socket.destroy();
  }
}

interface SenderParts {
  readonly socket: TLSSocket;
  readonly outbound: Outbound;
  readonly control: PerformControl;
}

class Sender {
  readonly #kit: MoveKit;
  readonly #parts: SenderParts;
  diskBytes = 0;

  constructor(kit: MoveKit, parts: SenderParts) {
    this.#kit = kit;
    this.#parts = parts;
  }

  async send(): Promise<void> {
    const { record } = this.#parts.outbound;
    for (const { xml, isCurrent } of record.snapshots) {
      await this.#say({ type: "snapshot", xml, isCurrent });
    }
    const { machine } = record;
    const checkpoints = await this.#kit.qemu(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
      return await readCheckpoints(remote, dom).catch((error: unknown) => {
        if (isUnsupported(error)) return [];
        throw error;
      });
    });
    for (const xml of checkpoints) await this.#say({ type: "checkpoint", xml });
    // Of a running machine QEMU writes them anew; but without a file libvirt would ask for a template there.
    if (record.nvram !== null && isNvramPath(record.nvram)) await this.#sendNvram(record.nvram);
    if (!record.running) await this.#sendDisks();
    await this.#say({ type: "done" });
  }

  #say(word: LuggageWord): Promise<void> {
    return sendLuggage(this.#parts.socket, { kind: "word", word });
  }

  async #sendNvram(path: string): Promise<void> {
    const bytes = await readFile(this.#kit.seen?.(path) ?? path);
    if (bytes.length > nvramBytesMax) {
      throw new NovaError("MIGRATION_FAILED", `send ${path}, which has ${bytes.length} bytes`);
    }
    await this.#say({ type: "nvram", path });
    await sendLuggage(this.#parts.socket, { kind: "data", bytes });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await this.#say({ type: "end", sha256 });
  }

  async #sendDisks(): Promise<void> {
    const { outbound, control } = this.#parts;
    const { disks } = outbound.record;
    const total = await allocationOf(this.#kit, disks);
    const progress = new DiskProgress(this.#kit.clock, total, control.progress);
    for (const { target, path } of disks) {
      await this.#say({ type: "disk", target });
      const digest = new BlockDigest();
      await this.#kit.storage(async ({ remote }) => {
        const packets = readVolume(remote, path, digest);
        for await (const packet of packets) await this.#sendPacket(packet, progress);
      });
      await this.#say({ type: "end", sha256: digest.hex() });
    }
    this.diskBytes = progress.doneBytes;
  }

  async #sendPacket(packet: StreamPacket, progress: DiskProgress): Promise<void> {
    const { socket, outbound } = this.#parts;
    if (packet.kind === "hole") return await sendLuggage(socket, packet);
    const { buffer, byteOffset, length } = packet.bytes;
    await sendLuggage(socket, { kind: "data", bytes: Buffer.from(buffer, byteOffset, length) });
    const aheadMs = progress.add(length, outbound.request.options.bandwidthBytesPerSecond);
    if (aheadMs > 0) await pass(this.#kit.clock, aheadMs);
  }
}

/** What the target says at the end, as the error that it is; null: all of it is there. */
async function answerOf(socket: TLSSocket): Promise<NovaError | null> {
  const attempted = "bring along what libvirt does not carry";
  try {
    for await (const item of readLuggage(socket)) {
      if (item.kind !== "word" || item.word.type !== "answer") continue;
      const { problem } = item.word;
      if (problem === null) return null;
      socket.destroy();
      return new NovaError("MIGRATION_FAILED", attempted, { cause: new Error(problem) });
    }
  } catch {
    // Its end says the same.
  }
  const cause = new Error("the target closed before it had all of it");
  return new NovaError("MIGRATION_FAILED", attempted, { cause });
}

function cancelled({ machine, target }: SourceRecord): NovaError {
  return new NovaError("CANCELLED", `move machine ${machine} to host ${target}`);
}

function tooLate({ machine, target }: SourceRecord): NovaError {
  const cause = new Error("its disks had not been copied in time");
  const attempted = `move machine ${machine} to host ${target}`;
  return new NovaError("MIGRATION_NOT_CONVERGED", attempted, { cause });
}
