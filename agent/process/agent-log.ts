import { pino } from "pino";
import type { Log } from "../ports/log.ts";

/** JSON lines on stderr. Errors keep code, attempt and details; secrets are blanked by name. */
export function makeLog(level: string, name: string): Log {
  return pino(
    {
      level,
      name,
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: ["password", "*.password", "secret", "*.secret"], censor: "(hidden)" },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
