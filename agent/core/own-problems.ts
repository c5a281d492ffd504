import type { HostProblem } from "@novacron/protocol/domain/host";

/** What is wrong with this agent itself, one problem for each of the things that can be. */
export class OwnProblems {
  readonly #found = new Map<string, HostProblem>();
  readonly #nowMs: () => number;
  readonly #changed: () => void;

  constructor(nowMs: () => number, changed: () => void) {
    this.#nowMs = nowMs;
    this.#changed = changed;
  }

  list(): HostProblem[] {
    return [...this.#found.values()];
  }

  /** It lasts since it was first told, where nothing else is known. */
  set(thing: string, code: string, text: string, begunMs = this.#nowMs()): void {
    const known = this.#found.get(thing);
    if (known?.code === code && known.text === text) return;
    const since = known?.code === code ? known.since : begunMs;
    this.#found.set(thing, { code, text: text.slice(0, 1_000), since });
    this.#changed();
  }

  clear(thing: string): void {
    if (this.#found.delete(thing)) this.#changed();
  }
}

/** Why everything that a control plane of a lower epoch asks is refused, and what to do. */
export function lowEpochText(
  speaker: { controlPlane: string; epoch: number },
  own: number,
): string {
  return [
    `Control plane ${speaker.controlPlane} speaks with epoch ${speaker.epoch}, this host has`,
    `obeyed epoch ${own}: what it asks is refused. If another control plane is in charge, stop`,
    `this one; if it was restored from a backup, start it with NOVACRON_EPOCH=${own + 1}`,
  ].join(" ");
}
