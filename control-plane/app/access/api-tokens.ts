import { mayGive } from "@novacron/protocol/domain/may";
import { includes } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { ApiToken, NewToken } from "@novacron/protocol/http/tokens";
import type { StateTx, TokenRow } from "../../ports/state-store.ts";
import { refusal } from "../operations/admission.ts";
import { accessEntry } from "../record/access-entries.ts";
import { type AccessPorts, accessLimits } from "./access-ports.ts";
import { mustOutrank } from "./outrank.ts";
import { userById } from "./user-rows.ts";

/** Tokens for scripts. A token never may more than its person may now, nor than the token it came from. */
export class ApiTokens {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  async of(user: string): Promise<readonly ApiToken[]> {
    const rows = await this.#ports.committer.runWith(async (_draft, tx) => {
      await userById(tx, user, `list tokens of ${user}`);
      return tx.tokens(user);
    });
    return rows.map(apiToken);
  }

  /** `by`: the token that asks, where it is one. */
  async create(
    person: Person,
    wanted: NewToken,
    by: string | null,
  ): Promise<ApiToken & { readonly secret: string }> {
    const { clock, ids, secrets, committer } = this.#ports;
    const attempted = `make token ${wanted.label}`;
    this.#mustHold(person, wanted, attempted);
    const secret = `ncr_${secrets.make()}`;
    const now = clock.now();
    const days = wanted.expiresInDays;
    const row = await committer.runWith(async (draft, tx) => {
      const own = await tx.tokens(person.id);
      mustHaveRoom(own, attempted);
      const parent = by === null ? null : (own.find((one) => one.id === by) ?? null);
      if (by !== null && parent === null) throw new NovaError("UNAUTHENTICATED", attempted);
      const made: TokenRow = {
        id: ids.uuid(),
        hash: secrets.digest(secret),
        user: person.id,
        label: wanted.label,
        role: wanted.role,
        scope: wanted.scope,
        parent: parent?.id ?? null,
        createdAt: now,
        expiresAt: earlier(days === null ? null : now + days * 86_400_000, parent),
        lastUsedAt: null,
      };
      await tx.putToken(made);
      const as = wanted.role ?? "all that the person may";
      const sentence = `${person.name} made the token ${wanted.label} as ${as}`;
      draft.record(accessEntry({ at: now, actor: person.name, sentence }));
      return made;
    });
    return { ...apiToken(row), secret };
  }

  async delete(by: Person, user: string, id: string): Promise<void> {
    const { clock, committer, proofs, model } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const attempted = `delete token ${id}`;
      if (user !== by.id) mustOutrank(model, by, await userById(tx, user, attempted), attempted);
      const tokens = await tx.tokens(user);
      const row = tokens.find((token) => token.id === id);
      if (row === undefined) throw new NovaError("NOT_FOUND", attempted);
      await deleteWithChildren(tx, row, tokens);
      const sentence = `${by.name} revoked the token ${row.label}`;
      draft.record(accessEntry({ at: clock.now(), actor: by.name, sentence }));
      draft.after(() => proofs.forget([user]));
    });
  }

  /** Said when it is made, not only when it is used: a token that can do nothing is a mistake. */
  #mustHold(person: Person, { role, scope }: NewToken, attempted: string): void {
    if (role === null) {
      const isWithin = person.limits.every((one) => includes(one.scope, scope));
      if (!isWithin) throw new NovaError("FORBIDDEN", attempted);
      return;
    }
    const held = this.#ports.model.role(role);
    if (held === null) throw new NovaError("NOT_FOUND", `${attempted}: there is no role ${role}`);
    const obstacles = mayGive(person, held.permissions, scope);
    if (obstacles.length > 0) throw refusal(attempted, obstacles);
  }
}

function mustHaveRoom(own: readonly TokenRow[], attempted: string): void {
  if (own.length < accessLimits.tokensPerPerson) return;
  const details = { limit: accessLimits.tokensPerPerson };
  throw new NovaError("CONFLICT", attempted, { details, next: "Delete a token first" });
}

/** A token made with another ends with it. */
function earlier(wanted: number | null, parent: TokenRow | null): number | null {
  const bound = parent?.expiresAt ?? null;
  if (bound === null) return wanted;
  return wanted === null ? bound : Math.min(wanted, bound);
}

async function deleteWithChildren(
  tx: StateTx,
  row: TokenRow,
  all: readonly TokenRow[],
): Promise<void> {
  await tx.deleteToken(row.id);
  for (const child of all) {
    if (child.parent === row.id) await deleteWithChildren(tx, child, all);
  }
}

export function apiToken(row: TokenRow): ApiToken {
  const { id, label, role, scope, createdAt, expiresAt, lastUsedAt } = row;
  return { id, label, role, scope, createdAt, expiresAt, lastUsedAt };
}
