import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Exit codes that scripts can rely on. Numbers are never given another meaning. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  access: 4,
  notPossible: 5,
  unreachable: 6,
  operationFailed: 7,
  needsAttention: 8,
  timeout: 9,
} as const;

const byCode: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: exitCodes.usage,
  CONFIG_INVALID: exitCodes.usage,
  NOT_FOUND: exitCodes.notFound,
  AMBIGUOUS_NAME: exitCodes.usage,
  UNAUTHENTICATED: exitCodes.access,
  BAD_CREDENTIALS: exitCodes.access,
  SECOND_FACTOR_NEEDED: exitCodes.access,
  SECOND_FACTOR_WRONG: exitCodes.access,
  LAST_ADMINISTRATOR: exitCodes.notPossible,
  FORBIDDEN: exitCodes.access,
  CSRF_REFUSED: exitCodes.access,
  CONFLICT: exitCodes.notPossible,
  ID_REUSED: exitCodes.notPossible,
  ACTION_NOT_POSSIBLE: exitCodes.notPossible,
  MACHINE_CONFLICT: exitCodes.notPossible,
  HOST_OFFLINE: exitCodes.notPossible,
  HOST_READ_ONLY: exitCodes.notPossible,
  OPERATION_ENDED: exitCodes.notPossible,
  UNREACHABLE: exitCodes.unreachable,
  NOT_READY: exitCodes.unreachable,
  OVERLOADED: exitCodes.unreachable,
  DEADLINE_EXCEEDED: exitCodes.timeout,
};

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof NovaError)) return exitCodes.failed;
  return byCode[error.code] ?? exitCodes.failed;
}
