import type { HostId } from "@novacron/protocol/domain/ids";
import type { StateTx } from "../../ports/state-store.ts";
import type { IdentityRow, IssuedCertificate } from "../../ports/trust-tables.ts";
import type { Draft } from "../inventory/draft.ts";
import { trustLimits } from "./trust-ports.ts";

/** Identities in memory, so that a thousand agents that connect at once ask no store. */
export class Identities {
  readonly #rows = new Map<HostId, IdentityRow>();

  async load(tx: StateTx): Promise<void> {
    for (const row of await tx.trust.identities()) this.#rows.set(row.host, row);
  }

  get(host: HostId): IdentityRow | null {
    const row = this.#rows.get(host);
    return row === undefined || row.forgotten !== undefined ? null : row;
  }

  all(): readonly IdentityRow[] {
    return [...this.#rows.values()].filter(({ forgotten }) => forgotten === undefined);
  }

  /** What is revoked and has not ended, of forgotten hosts too. */
  revoked(now: number): readonly (IssuedCertificate & { readonly at: number })[] {
    return [...this.#rows.values()].flatMap(({ revokedSerials }) =>
      revokedSerials.flatMap(({ serial, at, notAfter, issuer }) =>
        notAfter === undefined || issuer === undefined || notAfter <= now
          ? []
          : [{ serial, at, notAfter, issuer }],
      ),
    );
  }

  /** In the transaction; shown once that is committed. */
  async put(draft: Draft, tx: StateTx, row: IdentityRow): Promise<void> {
    const before = this.#rows.get(row.host);
    // Who joins as a new host may be one that was forgotten, whose certificates are revoked still.
    const left = before?.forgotten === undefined ? [] : before.revokedSerials;
    const next = { ...row, revokedSerials: [...row.revokedSerials, ...left] };
    await this.#keep(draft, tx, next);
  }

  async delete(draft: Draft, tx: StateTx, host: HostId, now: number): Promise<void> {
    const row = this.get(host);
    const left = row === null ? null : withoutKey(row, now);
    if (left !== null && hasLive(left.revokedSerials, now)) {
      await this.#keep(draft, tx, { ...left, forgotten: now });
      return;
    }
    await tx.trust.deleteIdentity(host);
    draft.after(() => this.#rows.delete(host));
  }

  /** Whether there is a forgotten host of which nothing counts any more. */
  isSweepDue(now: number): boolean {
    return [...this.#rows.values()].some((row) => isOver(row, now));
  }

  async sweep(draft: Draft, tx: StateTx, now: number): Promise<void> {
    for (const row of [...this.#rows.values()].filter((one) => isOver(one, now))) {
      await tx.trust.deleteIdentity(row.host);
      draft.after(() => this.#rows.delete(row.host));
    }
  }

  async #keep(draft: Draft, tx: StateTx, row: IdentityRow): Promise<void> {
    await tx.trust.putIdentity(row);
    draft.after(() => this.#rows.set(row.host, row));
  }
}

function isOver({ forgotten, revokedSerials }: IdentityRow, now: number): boolean {
  return forgotten !== undefined && !hasLive(revokedSerials, now);
}

function hasLive(revoked: IdentityRow["revokedSerials"], now: number): boolean {
  return revoked.some(({ notAfter = 0 }) => notAfter > now);
}

/** Certificates that were given out and have not ended. */
export function liveOf(
  { live, serial, notAfter, issuer, qemu }: IdentityRow,
  now: number,
): readonly IssuedCertificate[] {
  const by = issuer ?? "";
  const newest = [{ serial, notAfter, issuer: by }, ...(qemu ? [{ ...qemu, issuer: by }] : [])];
  return (live ?? newest).filter((one) => one.notAfter > now);
}

/** The identity whose key was taken away: no certificate for that key is made or taken again. */
export function withoutKey(row: IdentityRow, at: number): IdentityRow {
  const keys = new Set([row.keyHash, ...row.pastKeys]);
  const known = new Set(row.revokedSerials.map(({ serial }) => serial));
  const revoked = liveOf(row, at)
    .filter(({ serial }) => !known.has(serial))
    .map((one) => ({ ...one, at }));
  const before = row.revokedSerials.filter(({ notAfter = 0 }) => notAfter > at);
  return {
    ...row,
    pastKeys: [...keys].slice(0, trustLimits.pastKeys),
    live: [],
    revokedSerials: [...revoked, ...before],
  };
}
