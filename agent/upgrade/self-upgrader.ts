import type { RequestOptions } from "node:https";
import process from "node:process";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { UpgradeOptions, UpgradeOrder, Upgrader } from "../ports/upgrader.ts";
import { beginAnew, judgeOf } from "./choose-program.ts";
import { fetchProgram } from "./fetch-program.ts";
import { fileToRun, readManifest } from "./judge-release.ts";
import { ProgramFolder } from "./program-folder.ts";
import { type ProgramEvent, type ProgramState, stepProgram, trialLeftMs } from "./program-state.ts";
import { setTrialAlarm } from "./trial-alarm.ts";

export interface SelfUpgraderOptions {
  readonly dataFolder: string;
  readonly keys: readonly string[];
  /** Where the control plane answers, such as `https://nova:8470`. */
  readonly controlPlane: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The outcome of the command is on its way before the process ends. */
const partingMs = 1_500;
/** An agent that does not stop within this time is ended. */
const stopMs = 20_000;
/** EX_TEMPFAIL of sysexits.h: to be begun again. */
export const restartExitCode = 75;

/** This very process as a program that can be another version the next time. */
export class SelfUpgrader implements Upgrader {
  readonly version: string;
  readonly restartAsked: Promise<string>;
  isRestarting = false;
  readonly #options: SelfUpgraderOptions;
  readonly #folder: ProgramFolder;
  #state: ProgramState;
  #dialling: () => RequestOptions = () => ({});
  #askRestart: (why: string) => void = () => {};
  #cancelTrial: () => void = () => {};

  private constructor(options: SelfUpgraderOptions, folder: ProgramFolder, state: ProgramState) {
    this.version = judgeOf(options.keys).ownVersion;
    this.#options = options;
    this.#folder = folder;
    this.#state = state;
    this.restartAsked = new Promise((resolve) => {
      this.#askRestart = resolve;
    });
  }

  static async open(options: SelfUpgraderOptions): Promise<SelfUpgrader> {
    const folder = new ProgramFolder(options.dataFolder);
    return new SelfUpgrader(options, folder, await folder.read());
  }

  undone(): ProgramState["undone"] {
    return this.#state.undone;
  }

  /** How the control plane is reached over TLS. */
  dialBy(options: () => RequestOptions): void {
    this.#dialling = options;
  }

  /** Where this program is on trial, its time begins now. */
  watchTrial(): void {
    const { trial, current } = this.#state;
    if (trial === null || current?.version !== this.version) return;
    const { clock, log } = this.#options;
    log.info({ version: this.version, ...trial }, "this version is on trial");
    // It runs, so it may say itself why it goes back; the alarm stands behind it should it block later.
    const leftMs = Math.max(0, trialLeftMs(trial, clock.now()));
    setTrialAlarm(leftMs + 2 * stopMs);
    this.#cancelTrial = clock.after(leftMs, () => {
      log.error({ version: this.version }, "not confirmed in time; going back");
      void this.#handle({ type: "expired" });
    });
  }

  /** The control plane took samples of this process. */
  confirmed(): void {
    this.#cancelTrial();
    setTrialAlarm(null);
    if (this.#state.trial === null || this.#state.current?.version !== this.version) return;
    this.#options.log.info({ version: this.version }, "this version is confirmed");
    void this.#handle({ type: "confirmed" });
  }

  async upgrade(order: UpgradeOrder, { signal, progress }: UpgradeOptions): Promise<void> {
    const { controlPlane, keys, log } = this.#options;
    const judge = judgeOf(keys);
    const attempted = `upgrade to ${order.version}`;
    if (this.#state.trial !== null) {
      const next = "Wait until the running version is confirmed or undone";
      throw new NovaError("RELEASE_REFUSED", `${attempted}: a trial is under way`, { next });
    }
    const file = fileToRun(readManifest(order, judge), judge);
    log.info({ version: order.version, from: judge.ownVersion }, "upgrade begins");
    progress("fetching", 0);
    await fetchProgram({
      url: new URL(order.path, controlPlane).href,
      file,
      path: this.#folder.fileOf(order.version),
      signal,
      progress: (ratio) => progress("fetching", ratio),
      tls: this.#dialling(),
    });
    progress("checking", null);
    const { version, manifest, signature, confirmWithinMs } = order;
    const program = { version, manifest, signature };
    await this.#folder.check(program, judge);
    await this.#handle({ type: "taken", program, confirmWithinMs });
  }

  /** Where somebody keeps the agent running, it ends; else it becomes the next one by itself. */
  restart(): void {
    const { INVOCATION_ID: systemd, NOVACRON_SUPERVISED: own } = process.env;
    if (systemd !== undefined || own !== undefined) process.exit(restartExitCode);
    beginAnew();
  }

  #restartSoon(why: string): void {
    const { clock } = this.#options;
    this.isRestarting = true;
    clock.after(partingMs, () => this.#askRestart(why));
    // Whatever hangs must not keep a program that is on its way out.
    clock.after(partingMs + stopMs, () => this.restart());
  }

  async #handle(event: ProgramEvent): Promise<void> {
    const { clock } = this.#options;
    const [state, effects] = stepProgram(this.#state, event, clock.now());
    for (const { type } of effects) {
      if (type === "save") await this.#folder.save(state);
      if (type === "prune") await this.#folder.prune(state);
      if (type === "restart") this.#restartSoon(event.type);
    }
    this.#state = state;
  }
}
