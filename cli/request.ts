import { type OperationId, operationId } from "@novacron/protocol/domain/ids";
import {
  hasEnded,
  type OperationKind,
  type OperationParams,
} from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { Client } from "./client.ts";
import { type Context, clientOf, print } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { progressLine } from "./output/move-text.ts";
import { clean } from "./output/table.ts";

export interface WaitOptions {
  readonly wait?: boolean;
  readonly timeout?: string;
  readonly id?: string;
  readonly json?: boolean;
}

export interface Wish {
  readonly name: string;
  readonly kind: OperationKind;
  readonly params?: OperationParams;
  readonly options: WaitOptions;
}

/** Asks for an operation on a machine and, unless told not to, follows it to its end. */
export async function requestAndWait(context: Context, wish: Wish): Promise<void> {
  const client = clientOf(context);
  const { options } = wish;
  const machine = await client.call("showMachine", { params: { machine: wish.name } });
  const id = parseId(options.id ?? context.uuid());
  const params = { ...wish.params, ...timeoutOf(options, wish.kind) };
  const asked = await client.call("requestOperation", {
    body: { id, kind: wish.kind, machine: machine.id, params },
  });
  const last = options.wait === false ? asked : await follow(context, client, id);
  tell(context, options.json === true, last);
}

/** How it stands, what to do where it did not come about, and the exit code of that. */
export function tell(context: Context, json: boolean, view: OperationView): void {
  print(context, json, view, () => view.sentence);
  if (!json && view.problem !== null) context.note(`  next: ${clean(view.problem.next)}`);
  context.setExitCode(exitCodeFor(view));
}

/** Follows an operation, noting each change of its sentence and each tenth of the way, until it ends. */
export async function follow(
  context: Context,
  client: Client,
  id: OperationId,
): Promise<OperationView> {
  let said: Said | null = null;
  let pauseMs = 100;
  for (;;) {
    const view = await client.call("showOperation", { params: { operation: id } });
    if (hasEnded(view.state)) return view;
    const now = saidOf(view, context.now());
    if (isWorthANote(said, now)) {
      said = now;
      context.note(noteOf(view));
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 1.5, 1_000);
  }
}

interface Said {
  readonly sentence: string;
  readonly progress: number | null;
  /** Of a move; null for all else. */
  readonly phase: string | null;
  readonly atMs: number;
}

/** Shares of progress between two notes: a move of an hour is two screens of lines, not a book. */
const notedShare = 0.1;
/** One that does not get on says so. */
const notedEachMs = 60_000;

export function isWorthANote(said: Said | null, now: Said): boolean {
  if (said?.sentence !== now.sentence || said.phase !== now.phase) return true;
  if ((now.progress ?? 0) >= (said.progress ?? 0) + notedShare) return true;
  return now.phase !== null && now.atMs >= said.atMs + notedEachMs;
}

function saidOf({ sentence, progress, migration }: OperationView, atMs: number): Said {
  return { sentence, progress, phase: migration?.phase ?? null, atMs };
}

/** The sentence, how far it is, and of a move that flows its figures. */
function noteOf({ sentence, progress, migration }: OperationView): string {
  const percent = Math.round((progress ?? 0) * 100);
  const far = percent === 0 ? sentence : `${sentence} ${percent} %`;
  const flows = migration?.phase === "moving" ? progressLine(migration.progress) : null;
  return flows === null ? far : `${far}: ${flows}`;
}

function exitCodeFor(view: OperationView): number {
  if (view.state === "needs-attention") return exitCodes.needsAttention;
  if (view.state === "failed" || view.state === "cancelled") return exitCodes.operationFailed;
  return exitCodes.ok;
}

export function parseId(text: string): OperationId {
  const parsed = operationId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new NovaError("BAD_REQUEST", `use "${text}" as an operation id`, {
    next: "Give a lower-case UUID",
  });
}

const guestTimed: readonly OperationKind[] = ["machine.shutdown", "machine.reboot"];

function timeoutOf(options: WaitOptions, kind: OperationKind): OperationParams {
  if (options.timeout === undefined) return {};
  const seconds = Number(options.timeout);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3_600) {
    throw new NovaError("BAD_REQUEST", `use a timeout of "${options.timeout}"`, {
      next: "Give whole seconds from 1 to 3600",
    });
  }
  return guestTimed.includes(kind) ? { timeoutMs: seconds * 1_000 } : {};
}
