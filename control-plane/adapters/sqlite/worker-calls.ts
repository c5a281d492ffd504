import type { Problem } from "@novacron/protocol/errors/nova-error";
import type { Retention } from "../../samples/retention.ts";
import type { MetricKeeper } from "./metric-keeper.ts";
import type { MetricReader } from "./metric-reader.ts";
import type { MetricWriter } from "./metric-writer.ts";

/** What the thread that writes can be asked. */
export type WriterCalls = Pick<MetricWriter, "marks" | "append" | "damaged" | "close">;
/** What the thread that packs and drops can be asked. */
export type KeeperCalls = Pick<MetricKeeper, "maintain" | "state" | "setAside" | "close">;
/** What the thread that reads can be asked. */
export type ReaderCalls = Pick<MetricReader, "range" | "top" | "latest" | "close">;

export interface WorkerSetup {
  readonly role: "writer" | "keeper" | "reader";
  readonly folder: string;
  readonly retention: Retention;
  readonly moving: SharedArrayBuffer;
}

export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type AnswerMessage =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly damaged: string };
