import { type DestinationStream, type Logger, pino } from "pino";
import type { Log } from "../../ports/log.ts";

export type LogLevel = "debug" | "info" | "notice" | "warn" | "error";
export const logLevels: readonly LogLevel[] = ["debug", "info", "notice", "warn", "error"];

/** Names under which a secret might reach a log line, at the top or one or two levels down. */
const secretNames = [
  "password",
  "secret",
  "token",
  "cookie",
  "authorization",
  "passwordHash",
  "hash",
  "ticket",
] as const;

/** One JSON object a line on stderr; stdout stays free for what a command prints. */
export function pinoLog(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  return wrap(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        customLevels: { notice: 35 },
        formatters: { level: (label) => ({ level: label }) },
        redact: {
          paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
          censor: "[secret]",
        },
        serializers: { error: errorFields, err: errorFields },
      },
      destination,
    ),
  );
}

function wrap(logger: Logger<"notice">): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    notice: (fields, message) => logger.notice(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

/** What a reader needs of an error: code, text, stack, and the chain of causes, bounded. */
function errorFields(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  return {
    ...(typeof code === "string" ? { code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined || depth >= 3
      ? {}
      : { cause: errorFields(error.cause, depth + 1) }),
  };
}
