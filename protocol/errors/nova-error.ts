import { z } from "zod";
import { type ErrorCode, errorCodes, isErrorCode } from "./codes.ts";

/** Small, serialisable facts beside an error: field names, libvirt's number, limits. Never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface NovaErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
  /** Replaces the table's `next` where more is known. */
  readonly next?: string;
}

/**
 * The one error of the project. `attempted` says what was tried on what ("start machine web-3 on host h1");
 * the code says why it failed. Match on `code`, never on the text.
 */
export class NovaError extends Error {
  readonly code: ErrorCode;
  readonly attempted: string;
  readonly details: ErrorDetails;
  readonly next: string;

  constructor(code: ErrorCode, attempted: string, options: NovaErrorOptions = {}) {
    super(`${attempted}: ${errorCodes[code].text}${causeText(options.cause)}`, {
      cause: options.cause,
    });
    this.name = "NovaError";
    this.code = code;
    this.attempted = attempted;
    this.details = options.details ?? {};
    this.next = options.next ?? errorCodes[code].next;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

function causeText(cause: unknown): string {
  if (cause instanceof NovaError) return ` (${cause.message})`;
  if (cause instanceof Error) return ` (${cause.message})`;
  return "";
}

/** The form in which an error crosses a process: HTTP body, command outcome, operation record. */
export const problemSchema = z.object({
  code: z.string().max(64),
  message: z.string().max(4_000),
  attempted: z.string().max(1_000),
  next: z.string().max(1_000),
  retryable: z.boolean(),
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .optional(),
  requestId: z.string().max(64).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Any thrown value as a Problem; what is not a NovaError is INTERNAL and keeps only its message. */
export function toProblem(error: unknown, attempted: string): Problem {
  const nova =
    error instanceof NovaError ? error : new NovaError("INTERNAL", attempted, { cause: error });
  const problem: Problem = {
    code: nova.code,
    message: nova.message.slice(0, 4_000),
    attempted: nova.attempted.slice(0, 1_000),
    next: nova.next.slice(0, 1_000),
    retryable: nova.retryable,
  };
  const details = Object.entries(nova.details).map(([key, value]) => [
    key,
    typeof value === "object" ? [...value] : value,
  ]);
  return details.length === 0 ? problem : { ...problem, details: Object.fromEntries(details) };
}

/** A Problem received from another process as an error again; an unknown code becomes INTERNAL. */
export function fromProblem(problem: Problem): NovaError {
  const code = isErrorCode(problem.code) ? problem.code : "INTERNAL";
  const cause = causeIn(problem, `${problem.attempted}: ${errorCodes[code].text}`);
  return new NovaError(code, problem.attempted, {
    next: problem.next,
    ...(problem.details === undefined ? {} : { details: problem.details }),
    ...(cause === null ? {} : { cause: new Error(cause) }),
  });
}

/** What a message says beyond what its error says of itself, so that nothing is told twice. */
function causeIn({ message }: Problem, own: string): string | null {
  if (!message.startsWith(own)) return message;
  const rest = message.slice(own.length).trim();
  return rest === "" ? null : rest.replace(/^\((.*)\)$/s, "$1");
}

/** States what must hold. A failure is our own bug, never the caller's. */
export function invariant(condition: unknown, statement: string): asserts condition {
  if (!condition) throw new NovaError("INTERNAL", `invariant: ${statement}`);
}
