import { startOwnLibvirtd, stopOwnLibvirtd } from "./own-libvirtd.ts";
import { isAlive, type ProcessRecord } from "./run-state.ts";

const checkMs = 1_000;
const failuresMax = 5;

/** Does for a libvirtd of our own what an init system would: starts it again when it dies. */
export class LibvirtKeeper {
  readonly #dataDir: string;
  readonly #say: (line: string) => void;
  #record: ProcessRecord;
  #timer: NodeJS.Timeout | undefined;
  #restarting: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(dataDir: string, record: ProcessRecord, say: (line: string) => void) {
    this.#dataDir = dataDir;
    this.#record = record;
    this.#say = say;
  }

  get record(): ProcessRecord {
    return this.#record;
  }

  /** Calls back with each new process, so that it is written down. */
  start(onRestart: () => void): void {
    this.#timer = setInterval(() => {
      if (isAlive(this.#record)) return;
      clearInterval(this.#timer);
      this.#restarting = this.#restart(onRestart);
    }, checkMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#restarting;
    clearInterval(this.#timer);
    await stopOwnLibvirtd(this.#record);
  }

  async #restart(onRestart: () => void): Promise<void> {
    this.#say("libvirtd ended; starting it again");
    try {
      this.#record = await startOwnLibvirtd(this.#dataDir);
      this.#failures = 0;
      onRestart();
    } catch (error) {
      this.#failures += 1;
      this.#say(`libvirtd: ${error instanceof Error ? error.message : error}`);
      if (this.#failures === failuresMax) {
        this.#say("libvirtd does not start; giving up on it, machines keep running");
        return;
      }
    }
    this.start(onRestart);
  }
}
