import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person, SessionView } from "@novacron/protocol/http/session";
import type { SessionRow, StateTx } from "../../ports/state-store.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { AccessPorts } from "./access-ports.ts";
import { mustOutrank } from "./outrank.ts";
import { userById } from "./user-rows.ts";

/** Open sessions: one's own, and of others for who may manage people. What ends, ends its streams at once. */
export class Sessions {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  /** `present`: id of the session that asks. */
  async of(user: string, present: string | null): Promise<readonly SessionView[]> {
    const rows = await this.#ports.committer.runWith(async (_draft, tx) => {
      await userById(tx, user, `list sessions of ${user}`);
      return tx.access.sessions(user);
    });
    const views = rows.map((row) => this.#view(row, present));
    const now = this.#ports.clock.now();
    return views.filter((view) => view.expiresAt > now && view.idleEndsAt > now);
  }

  /** `which`: an id, `others` for all but the present one, or `all`. */
  async end(
    by: Person,
    of: { readonly user: string; readonly present: string | null },
    which: string,
  ): Promise<void> {
    const { committer, clock, proofs, model } = this.#ports;
    const attempted = `end session ${which}`;
    await committer.runWith(async (draft, tx) => {
      const user = await userById(tx, of.user, attempted);
      if (user.id !== by.id) mustOutrank(model, by, user, attempted);
      const ended = (await tx.access.sessions(of.user)).filter((row) =>
        which === "all" ? true : which === "others" ? row.id !== of.present : row.id === which,
      );
      if (ended.length === 0 && which !== "all" && which !== "others") {
        throw new NovaError("NOT_FOUND", attempted);
      }
      await endAll(tx, ended);
      const whose = user.id === by.id ? "own" : `${user.name}'s`;
      const sentence = `${by.name} ended ${ended.length} of ${whose} sessions`;
      draft.record(accessEntry({ at: clock.now(), actor: by.name, sentence }));
      draft.after(() => proofs.forget([user.id]));
    });
  }

  #view(row: SessionRow, present: string | null): SessionView {
    const { id, createdAt, expiresAt, address, browser } = row;
    const lastSeenAt = this.#ports.proofs.lastSeenAt(row);
    const idleEndsAt = lastSeenAt + this.#ports.limits.idleMs;
    const isPresent = id === present;
    return {
      id,
      createdAt,
      lastSeenAt,
      expiresAt,
      idleEndsAt,
      address,
      browser,
      present: isPresent,
    };
  }
}

async function endAll(tx: StateTx, sessions: readonly SessionRow[]): Promise<void> {
  for (const { hash } of sessions) await tx.deleteSession(hash);
}
