import { isTimeout } from "./errors.ts";
import type { Session } from "./session.ts";

/** Opens a connection; told when it is gone. */
export type OpenSession = (onClose: () => void) => Promise<Session>;

/**
 * One connection for short acts that come again and again, opened by the first of them: opening one costs both sides
 * more than such an act. After an answer that did not come it is left, since a call that hangs keeps its place in it.
 */
export class KeptSession {
  readonly #open: OpenSession;
  #opening: Promise<Session> | null = null;

  constructor(open: OpenSession) {
    this.#open = open;
  }

  async run<T>(act: (session: Session) => Promise<T>): Promise<T> {
    this.#opening ??= this.#begin();
    const opening = this.#opening;
    const session = await opening;
    try {
      return await act(session);
    } catch (error) {
      if (isTimeout(error)) {
        this.#forget(opening);
        await session.close();
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    const session = await opening?.catch(() => null);
    await session?.close();
  }

  #begin(): Promise<Session> {
    const opening: Promise<Session> = this.#open(() => this.#forget(opening));
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(opening: Promise<Session>): void {
    if (this.#opening === opening) this.#opening = null;
  }
}
