/** Facts beside a log line. Never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log; pino fits it as it is. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
