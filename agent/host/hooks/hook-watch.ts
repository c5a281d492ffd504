import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../ports/clock.ts";
import { isFolder } from "./judge-hooks.ts";

/** As long as a package or a script needs to lay down a file and make it executable; no look is nearer to another. */
const settleMs = 500;
/** Pause where the kernel gives no watch, such as when a user has too many of them. */
const retryMs = 60_000;

/** Tells when something in a folder may be another, though the folder comes, goes or is replaced. */
export class HookWatch {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #watcher: FSWatcher | null = null;
  #cancel: (() => void) | null = null;

  constructor(folder: string, clock: Clock, changed: () => void) {
    this.#folder = folder;
    this.#clock = clock;
    this.#changed = changed;
  }

  start(): void {
    try {
      const watcher = watch(this.#nearest(), { persistent: false });
      this.#watcher = watcher;
      watcher.on("change", () => this.#again(settleMs));
      watcher.on("error", () => this.#again(retryMs));
    } catch {
      this.#again(retryMs);
    }
  }

  stop(): void {
    this.#watcher?.close();
    this.#cancel?.();
  }

  /** Watched anew before it is looked at: nothing happens between. */
  #again(delayMs: number): void {
    this.#cancel ??= this.#clock.after(delayMs, () => {
      this.#cancel = null;
      this.#watcher?.close();
      this.start();
      this.#changed();
    });
  }

  /** The folder, or what it will be made in. */
  #nearest(): string {
    let at = this.#folder;
    while (!isFolder(at) && dirname(at) !== at) at = dirname(at);
    return at;
  }
}
