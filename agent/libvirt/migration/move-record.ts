import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hostId, type MachineId, machineId } from "@novacron/protocol/domain/ids";
import { placedDisk } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import { writeWhole } from "../../identity/identity-files.ts";

const keptSnapshot = z.object({ xml: z.string(), isCurrent: z.boolean() });
export type KeptSnapshot = z.infer<typeof keptSnapshot>;

/** At the source: what `perform` sets aside or leaves behind, written before it does. */
const sourceRecord = z.object({
  role: z.literal("source"),
  machine: machineId,
  name: z.string().optional(),
  target: hostId,
  begunAt: z.number(),
  /** Files of the copied disks, to be let go once the machine runs elsewhere. */
  disks: z.array(
    z.object({
      target: z.string(),
      path: z.string(),
      placed: z.string(),
      /** Size and time of the last write when the move began. */
      mark: z.string().nullable().default(null),
    }),
  ),
  running: z.boolean(),
  persistent: z.boolean(),
  /** libvirt's own flag, off while the machine moves. */
  autostart: z.boolean(),
  stage: z.enum(["moving", "done"]),
  /** libvirt moves no machine while it knows of snapshots: they are defined anew there, or here again. */
  snapshots: z.array(keptSnapshot).default([]),
  /** File of the firmware's variables. */
  nvram: z.string().nullable().default(null),
  /** It was told to go on in post-copy: from then on this copy never runs again. */
  postCopy: z.boolean().optional(),
  /** What libvirt forgets for a moment, so that a job that it left behind goes. */
  left: z.object({ xml: z.string(), checkpoints: z.array(z.string()) }).optional(),
});
export type SourceRecord = z.infer<typeof sourceRecord>;

/** At the target: what `prepare` makes, written before it is made. */
const targetRecord = z.object({
  role: z.literal("target"),
  machine: machineId,
  source: hostId,
  next: z.number(),
  /** SHA-256 of the ticket's secret: the same ticket is answered the same. */
  ticket: z.string(),
  volumes: z.array(placedDisk),
  /** File of the firmware's variables, where there was none before. */
  nvram: z.string().nullable().default(null),
  /** What the source sends beside libvirt's migration; null where nothing is awaited. */
  luggage: z
    .object({
      taken: z.boolean(),
      snapshots: z.array(keptSnapshot),
      checkpoints: z.array(z.string()),
    })
    .nullable()
    .default(null),
});
export type TargetRecord = z.infer<typeof targetRecord>;

/** What moves leave behind on this host, in files that outlive the agent. */
export class MoveRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  source(machine: MachineId): Promise<SourceRecord | null> {
    return this.#read(machine, "source", sourceRecord);
  }

  target(machine: MachineId): Promise<TargetRecord | null> {
    return this.#read(machine, "target", targetRecord);
  }

  /** On the disk when it resolves. */
  async write(record: SourceRecord | TargetRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const text = `${JSON.stringify(record, null, 2)}\n`;
    await writeWhole(this.#path(record.machine, record.role), text, 0o600);
  }

  async remove(machine: MachineId, role: "source" | "target"): Promise<void> {
    await rm(this.#path(machine, role), { force: true });
  }

  async #read<T>(machine: MachineId, role: string, schema: z.ZodType<T>): Promise<T | null> {
    const path = this.#path(machine, role);
    try {
      return schema.parse(JSON.parse(await readFile(path, "utf8")));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new NovaError("STORE_CORRUPT", `read ${path}`, { cause });
    }
  }

  #path(machine: MachineId, role: string): string {
    return join(this.#folder, `${machine}.${role}.json`);
  }
}
