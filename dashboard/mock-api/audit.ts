import { type AuditRow, auditCanonical, noHash } from "@novacron/protocol/domain/audit";
import type { MockFleet } from "./fleet.ts";
import type { Input } from "./handlers.ts";

const actions = [
  ["anna", "login", null, null],
  ["otto", "requestOperation", null, "ACTION_NOT_POSSIBLE"],
  ["unknown", "login", null, "BAD_CREDENTIALS"],
  ["vera", "forgetHost", "host:h1", "FORBIDDEN"],
  ["anna", "addProject", "project:web", null],
] as const;

const kept = new WeakMap<MockFleet, AuditRow[]>();

/** As many rows as make two pages; their hashes only look like some. */
function rowsOf(fleet: MockFleet): readonly AuditRow[] {
  const known = kept.get(fleet);
  if (known !== undefined) return known;
  const rows: AuditRow[] = [];
  for (let seq = 1; seq <= 150; seq += 1) {
    const [actor, action, target, code] = actions[seq % actions.length] ?? actions[0];
    const prev = rows.at(-1)?.hash ?? noHash;
    const who = { actor, actorId: null, via: "session" as const, address: "192.0.2.7" };
    const what = { action, target, code, detail: {} };
    const outcome = code === null ? ("done" as const) : ("refused" as const);
    const row = { seq, at: Date.now() - (150 - seq) * 60_000, ...who, ...what, outcome, prev };
    rows.push({ ...row, hash: hashLike(auditCanonical(row)) });
  }
  kept.set(fleet, rows);
  return rows;
}

function hashLike(text: string): string {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(8);
}

export const auditHandlers = {
  listAudit: (fleet: MockFleet, { query }: Input<"listAudit">) => {
    const { order, at, limit, text } = query;
    const ordered = order === "newest" ? [...rowsOf(fleet)].reverse() : [...rowsOf(fleet)];
    const rest = ordered
      .filter((row) => at === undefined || (order === "newest" ? row.seq < at : row.seq > at))
      .filter((row) => query.actor === undefined || row.actor === query.actor)
      .filter((row) => query.action === undefined || row.action === query.action)
      .filter((row) => query.outcome === undefined || row.outcome === query.outcome)
      .filter((row) => text === undefined || JSON.stringify(row).includes(text));
    const items = rest.slice(0, limit);
    return { items, next: rest.length > limit ? (items.at(-1)?.seq ?? null) : null };
  },
  auditHead: (fleet: MockFleet) => {
    const { seq, at, hash } = rowsOf(fleet).at(-1) ?? { seq: 0, at: 0, hash: noHash };
    const checkpoint = { seq, at, hash, signature: "mock" };
    return { checkpoint, publicKey: "mock", checkpoints: [], problem: null };
  },
};
