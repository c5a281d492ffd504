import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

export interface RefusedMessagesPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Into the host's record. */
  readonly note: (note: string, detail: string) => void;
  readonly problem: (code: string | null, text: string) => void;
}

/** One note for a flood, with its count. */
const noteEveryMs = 10_000;
/** After so long without another one the host's problem is over. */
const calmMs = 600_000;

/** Counts messages that were not obeyed, and tells the host's record and its page without being flooded itself. */
export class RefusedMessages {
  readonly #ports: RefusedMessagesPorts;
  readonly #counts = new Map<string, number>();
  readonly #untold = new Map<string, { count: number; last: string }>();
  #cancelNote: (() => void) | null = null;
  #cancelCalm: (() => void) | null = null;

  constructor(ports: RefusedMessagesPorts) {
    this.#ports = ports;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  of(code: string): number {
    return this.#counts.get(code) ?? 0;
  }

  /** `what`: the topic, and the command's kind where it has one. */
  add(code: string, what: string): void {
    this.#counts.set(code, this.of(code) + 1);
    this.#ports.log.debug({ code, what }, "message not obeyed");
    const untold = this.#untold.get(code) ?? { count: 0, last: "" };
    untold.count += 1;
    untold.last = what;
    this.#untold.set(code, untold);
    if (this.#cancelNote === null) this.#tell();
  }

  stop(): void {
    this.#cancelNote?.();
    this.#cancelCalm?.();
  }

  #tell(): void {
    const { clock, log, note, problem } = this.#ports;
    for (const [code, { count, last }] of this.#untold) {
      log.warn({ code, count, last }, "messages not obeyed");
      note("message-refused", `${code} ${count} ${last}`);
      problem(code, problemText(this.of(code), last));
    }
    this.#untold.clear();
    this.#cancelCalm?.();
    this.#cancelCalm = clock.after(calmMs, () => problem(null, ""));
    this.#cancelNote = clock.after(noteEveryMs, () => {
      this.#cancelNote = null;
      if (this.#untold.size > 0) this.#tell();
    });
  }
}

function problemText(count: number, last: string): string {
  return [
    `${count} messages on this host's topics were not the control plane's, or not for this agent`,
    `session, and were not obeyed; the last on ${last}. See who may publish on the broker`,
  ].join(" ");
}
