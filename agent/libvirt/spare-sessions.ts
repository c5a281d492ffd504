import type { Clock } from "../ports/clock.ts";
import type { OpenSession } from "./kept-session.ts";
import type { Session } from "./session.ts";

const limits = { kept: 4, restMs: 5_000 } as const;

interface Spare {
  readonly session: Session;
  readonly cancel: () => void;
}

/**
 * Connections for acts that need one to themselves: one serves one act at a time, and rests for a while for the next,
 * since opening and closing one costs five round trips and a move makes some sixteen acts on its two hosts. One whose act failed, or
 * left a call behind, serves no other.
 */
export class SpareSessions {
  readonly #clock: Clock;
  readonly #open: OpenSession;
  readonly #resting: Spare[] = [];
  #stopped = false;

  constructor(clock: Clock, open: OpenSession) {
    this.#clock = clock;
    this.#open = open;
  }

  async run<T>(act: (session: Session) => Promise<T>): Promise<T> {
    const session = this.#taken() ?? (await this.#begun());
    let isSound = false;
    try {
      const result = await act(session);
      isSound = session.connection.isIdle;
      return result;
    } finally {
      if (isSound) this.#rest(session);
      else await session.close();
    }
  }

  async close(): Promise<void> {
    this.#stopped = true;
    const all = this.#resting.splice(0);
    for (const { cancel } of all) cancel();
    await Promise.all(all.map(({ session }) => session.close()));
  }

  /** The one that rested last: what is not needed any more reaches its end. */
  #taken(): Session | null {
    const spare = this.#resting.pop();
    spare?.cancel();
    return spare?.session ?? null;
  }

  async #begun(): Promise<Session> {
    // Gone while it is opened, it has no name yet, and rests nowhere.
    let session: Session | null = null;
    session = await this.#open(() => session !== null && this.#forget(session));
    return session;
  }

  #rest(session: Session): void {
    if (this.#stopped || this.#resting.length >= limits.kept) {
      void session.close();
      return;
    }
    const cancel = this.#clock.after(limits.restMs, () => {
      this.#forget(session);
      void session.close();
    });
    this.#resting.push({ session, cancel });
  }

  #forget(session: Session): void {
    const at = this.#resting.findIndex((one) => one.session === session);
    for (const { cancel } of at < 0 ? [] : this.#resting.splice(at, 1)) cancel();
  }
}
