import { isErrorCode } from "@novacron/protocol/errors/codes";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { type AuditEntry, unknownActor } from "./entry.ts";

const form = /^([A-Z_]{3,64}) (\d{1,9}) (.{0,200})$/;

/**
 * What an agent says that it did not obey, as a refusal of the audit log: somebody spoke in the control
 * plane's place. Null for any other entry of the record.
 */
export function disobedienceOf(entry: RecordEntry): AuditEntry | null {
  const { kind, host, data } = entry;
  if (kind !== "host.note" || data.note !== "message-refused" || host === null) return null;
  const [, code, count, last] = form.exec(String(data.detail)) ?? [];
  if (code === undefined || !isErrorCode(code)) return null;
  return {
    actor: unknownActor(null),
    action: "agent.obey",
    target: `host:${host}`,
    outcome: "refused",
    code,
    detail: { count: Number(count), last: last ?? "" },
  };
}
