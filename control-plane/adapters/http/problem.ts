import { errorCodes, isErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import type { z } from "zod";

/** Any thrown value as status and body. What we did not expect keeps its text for the log only. */
export function problemOf(
  error: unknown,
  attempted: string,
  requestId: string,
): { readonly status: number; readonly problem: Problem } {
  const known = knownError(error, attempted);
  const problem = { ...toProblem(known, attempted), requestId };
  const status = isErrorCode(problem.code) ? errorCodes[problem.code].status : 500;
  return { status, problem };
}

function knownError(error: unknown, attempted: string): NovaError {
  if (error instanceof NovaError && error.code !== "INTERNAL") return error;
  const status = statusOf(error);
  if (status === 413) return new NovaError("PAYLOAD_TOO_LARGE", attempted);
  if (status === 415) {
    const details = { body: "must be application/json" };
    return new NovaError("BAD_REQUEST", attempted, { details });
  }
  if (status !== null && status >= 400 && status < 500) {
    const details = { request: error instanceof Error ? error.message : "" };
    return new NovaError("BAD_REQUEST", attempted, { details });
  }
  return new NovaError("INTERNAL", attempted);
}

/** Fastify's own errors carry `statusCode`. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("statusCode" in error)) return null;
  return typeof error.statusCode === "number" ? error.statusCode : null;
}

/** What zod found, field by field, as details of BAD_REQUEST. At most 20. */
export function badRequest(
  part: "params" | "query" | "body",
  error: z.ZodError,
  attempted: string,
): NovaError {
  const details: Record<string, string> = {};
  for (const issue of error.issues.slice(0, 20)) {
    const path = [part, ...issue.path.map(String)].join(".").slice(0, 200);
    details[path] = issue.message.slice(0, 300);
  }
  return new NovaError("BAD_REQUEST", attempted, { details });
}
