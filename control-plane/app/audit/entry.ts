import type {
  AuditDetail,
  AuditFacts,
  AuditOutcome,
  AuditVia,
} from "@novacron/protocol/domain/audit";
import type { Person } from "@novacron/protocol/http/session";

export interface AuditActor {
  readonly name: string;
  readonly id: string | null;
  readonly via: AuditVia;
  readonly address: string | null;
}

/** What a caller says of a change or a refusal. Never a secret: only names, ids, kinds and numbers. */
export interface AuditEntry {
  readonly actor: AuditActor;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: AuditOutcome;
  /** Error code of a refusal; null of what was done. */
  readonly code: string | null;
  readonly detail?: AuditDetail;
}

/** The control plane itself. */
export const ownActor: AuditActor = { name: "novacron", id: null, via: "system", address: null };

export function personActor(person: Person, address: string | null): AuditActor {
  return { name: person.name, id: person.id, via: person.via, address };
}

/** Somebody who proved nothing. What they call themselves belongs to the detail, not here. */
export function unknownActor(address: string | null): AuditActor {
  return { name: "unknown", id: null, via: "none", address };
}

const limits = { fields: 20, key: 64, text: 300, actor: 200, action: 64, address: 100 } as const;

/**
 * Keys whose values are never written, whoever passes them, and forms that only secrets have. The callers
 * leave secrets out; this is the second wall.
 */
const secretKey = /pass|secret|token$|cookie|otp$|totp|private|credential|authorization/i;
const secretForm = /\b(ncr_|nct1\.)[\w.-]+|-----BEGIN[\s\S]*/g;
export const withheld = "[withheld]";

export function factsOf(entry: AuditEntry, atMs: number): AuditFacts {
  const { actor, action, target, outcome, code } = entry;
  return {
    at: atMs,
    actor: plain(actor.name, limits.actor),
    actorId: actor.id,
    via: actor.via,
    address: actor.address === null ? null : plain(actor.address, limits.address),
    action: plain(action, limits.action),
    target: target === null ? null : plain(target, limits.text),
    outcome,
    code,
    detail: plainDetail(entry.detail ?? {}),
  };
}

function plainDetail(detail: AuditDetail): AuditDetail {
  const kept = Object.entries(detail).slice(0, limits.fields);
  return Object.fromEntries(
    kept.map(([key, value]) => [
      plain(key, limits.key),
      secretKey.test(key)
        ? withheld
        : typeof value === "string"
          ? plain(value, limits.text)
          : value,
    ]),
  );
}

/** One line without control or direction characters, so that no text can forge another in a terminal. */
function plain(text: string, length: number): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "?")
    .replace(secretForm, withheld)
    .slice(0, length)
    .toWellFormed();
}
