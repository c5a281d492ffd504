import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Clock } from "../../ports/clock.ts";
import type { GateIdentity } from "../gate/gate-link.ts";
import type { GateProcesses } from "../gate/process/gate-processes.ts";
import type { ServerEvent } from "../rpc/connection.ts";
import type { Session } from "../session.ts";
import type { MoveRecords } from "./move-record.ts";
import type { QemuTls } from "./qemu-tls.ts";

/** What opens the two ends of a move's control connection; processes of their own, so that they outlive the agent. */
export type Gates = Pick<
  GateProcesses,
  "expect" | "openTarget" | "openSource" | "look" | "ended" | "close"
>;

/** What moves need that is not libvirt's. */
export interface MoveOptions {
  readonly host: HostId;
  /** Of this host, by its certificate in the fleet; the newest. */
  readonly identity: () => GateIdentity;
  readonly gates: Gates;
  /** Where records of moves lie. */
  readonly folder: string;
  /** Address that gates listen on. */
  readonly listen: string;
  /** libvirt's configuration of its QEMU driver. */
  readonly configuration: string;
  /** Of this host's QEMU, as its files are now. */
  readonly tls: () => Promise<QemuTls>;
  /** A path of this host as this process finds it; another only where the host lives in namespaces. */
  readonly seen?: (path: string) => string;
}

export interface MoveKit extends MoveOptions {
  readonly clock: Clock;
  readonly records: MoveRecords;
  /** libvirtd's or virtqemud's socket. */
  readonly daemonSocket: () => Promise<string>;
  /** A connection that serves this act alone while it lasts. */
  readonly qemu: <T>(
    act: (session: Session) => Promise<T>,
    onEvent?: (event: ServerEvent) => void,
  ) => Promise<T>;
  /** Bytes a second, sampled while the guest runs on. */
  readonly dirtyRate: (id: MachineId) => Promise<number>;
  /** Something happened to a machine of which libvirt sends no event. */
  readonly changed: (id: MachineId, name: string, event: string) => void;
  /** libvirt's job with it is over; of one that failed it sends no event. */
  readonly jobEnded: (id: MachineId, name: string) => void;
  /** What is done with it meanwhile is told as one change. */
  readonly unseen: <T>(id: MachineId, act: () => Promise<T>) => Promise<T>;
  readonly storage: <T>(act: (session: Session) => Promise<T>) => Promise<T>;
  readonly network: <T>(act: (session: Session) => Promise<T>) => Promise<T>;
}

export const seconds = (count: number) => ({ timeoutMs: count * 1_000 });
/** For what libvirt can tell without its QEMU. */
export const looking = seconds(15);
export const acting = seconds(60);

/** virDomainXMLFlags. */
export const xmlFlag = { secure: 1, inactive: 2, updateCpu: 4, migratable: 8 } as const;

/** Resolves after this time, or at once where the signal says that it need not pass. */
export function pass(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const over = () => {
      cancel();
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const cancel = clock.after(ms, over);
    signal?.addEventListener("abort", over, { once: true });
  });
}
