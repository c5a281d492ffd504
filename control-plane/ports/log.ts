/** Structured log. A line is for its reader: debug and info for developers, notice and up for operators. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  notice(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
