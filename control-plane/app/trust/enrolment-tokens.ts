import type { HostId } from "@novacron/protocol/domain/ids";
import { enrolmentTokenText } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { EnrolmentTokenView } from "@novacron/protocol/http/trust";
import type { StateTx } from "../../ports/state-store.ts";
import type { EnrolmentTokenRow } from "../../ports/trust-tables.ts";
import { accessEntry } from "../record/access-entries.ts";
import { tokenView } from "./identity-view.ts";
import { type TrustPorts, trustLimits } from "./trust-ports.ts";

export interface TokenWish {
  readonly label: string;
  readonly host: HostId | null;
  readonly expiresInMinutes: number;
}

/** Tokens with which hosts join. Only a digest of each is kept. */
export class EnrolmentTokens {
  readonly #ports: TrustPorts;

  constructor(ports: TrustPorts) {
    this.#ports = ports;
  }

  async list(): Promise<readonly EnrolmentTokenView[]> {
    const { committer, clock } = this.#ports;
    const rows = await committer.runWith((_draft, tx) => tx.trust.tokens());
    return rows.map((row) => tokenView(row, clock.now()));
  }

  /** `by`: the name of who asks. The answer holds the token's text, this once. */
  async create(by: string, wish: TokenWish): Promise<EnrolmentTokenView & { token: string }> {
    const { clock, ids, secrets, committer, ca } = this.#ports;
    const now = clock.now();
    const secret = secrets.make();
    const row: EnrolmentTokenRow = {
      id: ids.uuid(),
      hash: secrets.digest(secret),
      label: wish.label,
      host: wish.host,
      createdAt: now,
      createdBy: by,
      expiresAt: now + wish.expiresInMinutes * 60_000,
      used: null,
      revoked: null,
    };
    await committer.runWith(async (draft, tx) => {
      await tx.trust.sweepTokens(now - trustLimits.tokenMemoryMs);
      const open = (await tx.trust.tokens()).filter((one) => tokenView(one, now).state === "open");
      if (open.length >= trustLimits.tokens) {
        const details = { limit: trustLimits.tokens };
        const next = "Revoke tokens that nobody will use";
        throw new NovaError("CONFLICT", "make an enrolment token", { details, next });
      }
      await tx.trust.putToken(row);
      const what = wish.host === null ? "a host" : `host ${wish.host}`;
      const sentence = `${by} made a token for ${what} to join`;
      draft.record(accessEntry({ at: now, actor: by, sentence }));
    });
    const token = enrolmentTokenText({ id: row.id, secret, caHash: ca.caHash() });
    return { ...tokenView(row, now), token };
  }

  async revoke(by: string, id: string): Promise<void> {
    const { clock, committer } = this.#ports;
    const attempted = `revoke enrolment token ${id}`;
    await committer.runWith(async (draft, tx) => {
      const row = await tx.trust.token(id);
      if (row === null) throw new NovaError("NOT_FOUND", attempted);
      if (row.used !== null) {
        const next = "Its host has joined: revoke the identity of that host instead";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      if (row.revoked !== null) return;
      await tx.trust.putToken({ ...row, revoked: { at: clock.now(), by } });
      const sentence = `${by} revoked an enrolment token`;
      draft.record(accessEntry({ at: clock.now(), actor: by, sentence }));
    });
  }

  /** The row whose secret this is. An unknown id and a wrong secret look alike, also in time. */
  async proven(tx: StateTx, id: string, secret: string): Promise<EnrolmentTokenRow | null> {
    const { secrets } = this.#ports;
    const row = await tx.trust.token(id);
    const isRight = secrets.same(secrets.digest(secret), row?.hash ?? secrets.digest(""));
    return isRight ? row : null;
  }
}
