import type { HostId } from "@novacron/protocol/domain/ids";
import type { StateTx } from "../../ports/state-store.ts";
import type { IdentityRow } from "../../ports/trust-tables.ts";
import type { Draft } from "../inventory/draft.ts";
import { trustLimits } from "./trust-ports.ts";

/** Identities in memory, so that a thousand agents that connect at once ask no store. */
export class Identities {
  readonly #rows = new Map<HostId, IdentityRow>();

  async load(tx: StateTx): Promise<void> {
    for (const row of await tx.trust.identities()) this.#rows.set(row.host, row);
  }

  get(host: HostId): IdentityRow | null {
    return this.#rows.get(host) ?? null;
  }

  all(): readonly IdentityRow[] {
    return [...this.#rows.values()];
  }

  /** In the transaction; shown once that is committed. */
  async put(draft: Draft, tx: StateTx, row: IdentityRow): Promise<void> {
    await tx.trust.putIdentity(row);
    draft.after(() => this.#rows.set(row.host, row));
  }

  async delete(draft: Draft, tx: StateTx, host: HostId): Promise<void> {
    await tx.trust.deleteIdentity(host);
    draft.after(() => this.#rows.delete(host));
  }
}

/** The identity whose key was taken away: no certificate for that key is made or taken again. */
export function withoutKey(row: IdentityRow, at: number): IdentityRow {
  const keys = new Set([row.keyHash, ...row.pastKeys]);
  const serials = [row.serial, ...(row.qemu === null ? [] : [row.qemu.serial])];
  const revoked = serials.map((serial) => ({ serial, at }));
  return {
    ...row,
    pastKeys: [...keys].slice(0, trustLimits.pastKeys),
    revokedSerials: [...revoked, ...row.revokedSerials].slice(0, 2 * trustLimits.pastKeys),
  };
}
