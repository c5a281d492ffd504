import { existsSync, mkdirSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { SetupError } from "../bootstrap/setup-error.ts";
import { joinFleet } from "./join-fleet.ts";
import type { LibvirtKeeper } from "./libvirt-keeper.ts";
import type { StartOptions } from "./options.ts";
import { agentPlan, controlPlanePlan, type DataLayout, simulationPlan } from "./plans.ts";
import { waitReady } from "./ready.ts";
import { type RunState, recordOf, removeRunState, writeRunState } from "./run-state.ts";
import { boundLog, type ChildPlan, SupervisedChild } from "./supervised-child.ts";

export interface StackHost {
  readonly libvirtSocket: string;
  readonly demoGuestDir: string | undefined;
  /** Of the libvirtd that NovaCron started, where it had to. */
  readonly keeper: LibvirtKeeper | undefined;
}

export interface StackOptions {
  readonly start: StartOptions;
  readonly layout: DataLayout;
  readonly password: string | undefined;
  /** The real host to run an agent for; none where only simulated ones are wanted. */
  readonly host: StackHost | undefined;
  readonly say: (line: string) => void;
}

const readyLimitMs = 60_000;
const restartsMax = 5;
const restartWindowMs = 60_000;
const logCheckMs = 60_000;

/**
 * Control plane, agent and simulated hosts as processes of their own: started in this order, each one
 * restarted when it ends by itself, stopped in reverse.
 */
export class Stack {
  readonly #options: StackOptions;
  readonly #children = new Map<string, SupervisedChild>();
  readonly #restarts: number[] = [];
  readonly #stopping = new AbortController();
  readonly #gaveUp = Promise.withResolvers<never>();
  #logTimer: NodeJS.Timeout | undefined;

  constructor(options: StackOptions) {
    this.#options = options;
    // Whoever does not wait for it must not be ended by it.
    this.#gaveUp.promise.catch(() => {});
  }

  /** Rejects when a part ends again and again. */
  get gaveUp(): Promise<never> {
    return this.#gaveUp.promise;
  }

  async start(): Promise<void> {
    mkdirSync(this.#options.layout.logs, { recursive: true });
    this.#writeState();
    this.#options.host?.keeper?.start(() => this.#writeState());
    await this.#startControlPlane();
    await this.#join();
    for (const plan of this.#agentPlans()) this.#spawn(plan);
    this.#logTimer = setInterval(() => {
      for (const child of this.#children.values()) boundLog(child.plan.logPath);
    }, logCheckMs);
  }

  /** Stops what this start began, the last first. Machines keep running. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#logTimer);
    for (const child of [...this.#children.values()].reverse()) await child.stop();
    this.#children.clear();
    await this.#options.host?.keeper?.stop();
    removeRunState(this.#options.layout.root);
  }

  /** The impatient end: processes are killed; the stores survive that, it is what they are made for. */
  kill(): void {
    this.#stopping.abort();
    for (const child of this.#children.values()) child.kill();
  }

  async #startControlPlane(): Promise<void> {
    const { start, layout, password } = this.#options;
    this.#forgetLogins();
    const child = this.#spawn(controlPlanePlan(start, layout, password));
    const isOver = (): boolean => child.isEnded || this.#stopping.signal.aborted;
    const isReady = await waitReady({ url: start.url, caPath: layout.ca }, isOver, readyLimitMs);
    if (isReady && (await this.#waitLogins(isOver))) return;
    if (this.#stopping.signal.aborted) return;
    const how = child.isEnded ? `ended (${await child.ended})` : `is not ready at ${start.url}`;
    throw new SetupError(
      `the control plane ${how}; its last words:\n${child.lastLines()}`,
      `the whole log is ${child.plan.logPath}`,
    );
  }

  async #join(): Promise<void> {
    const { layout, host, say } = this.#options;
    if (host === undefined || process.env.NOVACRON_MQTT_URL) return;
    if (!existsSync(layout.agentCredentials)) return;
    await joinFleet({ layout, libvirtSocket: host.libvirtSocket, say });
  }

  #agentPlans(): readonly ChildPlan[] {
    const { start, layout, host } = this.#options;
    const plans: ChildPlan[] = [];
    if (host !== undefined) plans.push(agentPlan(start, layout, host));
    if (start.simulatedHosts > 0) plans.push(simulationPlan(start, layout));
    return plans;
  }

  #spawn(plan: ChildPlan): SupervisedChild {
    const child = new SupervisedChild(plan);
    this.#children.set(plan.name, child);
    this.#writeState();
    void child.ended.then((how) => this.#onEnd(child, how));
    return child;
  }

  async #onEnd(child: SupervisedChild, how: string): Promise<void> {
    const { name } = child.plan;
    const isCurrent = (): boolean =>
      !this.#stopping.signal.aborted && this.#children.get(name) === child;
    if (!isCurrent()) return;
    this.#options.say(`${name} ended (${how})`);
    if (name === "control-plane") this.#forgetLogins();
    if (!this.#mayRestart()) {
      const what = `${name} ended again and again; its last words:\n${child.lastLines()}`;
      this.#gaveUp.reject(new SetupError(what, `the whole log is ${child.plan.logPath}`));
      return;
    }
    await delay(1_000, undefined, { signal: this.#stopping.signal }).catch(() => {});
    // An agent whose control plane starts anew, too, has no login before that has made one.
    if (name !== "control-plane") await this.#waitLogins(() => !isCurrent());
    if (!isCurrent()) return;
    this.#options.say(`starting ${name} again`);
    this.#spawn(child.plan);
    if (name === "control-plane") await this.#renewAgents();
  }

  /** A restarted control plane makes new logins for its agents; the old ones are refused. */
  async #renewAgents(): Promise<void> {
    const isOver = (): boolean => this.#stopping.signal.aborted;
    const { start, layout } = this.#options;
    const at = { url: start.url, caPath: layout.ca };
    if (!(await waitReady(at, isOver, readyLimitMs))) return;
    if (!(await this.#waitLogins(isOver))) return;
    for (const plan of this.#agentPlans()) {
      const old = this.#children.get(plan.name);
      this.#children.delete(plan.name);
      await old?.stop();
      if (!isOver()) this.#spawn(plan);
    }
  }

  /** So that no agent starts with the login of an earlier control plane. */
  #forgetLogins(): void {
    for (const path of this.#loginFiles()) rmSync(path, { force: true });
  }

  /** The control plane writes them when it has made them, which is after it is ready. */
  async #waitLogins(isOver: () => boolean): Promise<boolean> {
    const deadline = performance.now() + readyLimitMs;
    while (!isOver() && performance.now() < deadline) {
      if (this.#loginFiles().every((path) => existsSync(path))) return true;
      await delay(50);
    }
    return false;
  }

  /** None with an external broker: its logins are given by those who run it. */
  #loginFiles(): readonly string[] {
    const { start, layout, host } = this.#options;
    if (process.env.NOVACRON_MQTT_URL) return [];
    const files: string[] = [];
    if (host !== undefined) files.push(layout.agentCredentials);
    if (start.simulatedHosts > 0) files.push(layout.simulatedCredentials);
    return files;
  }

  #mayRestart(): boolean {
    const now = performance.now();
    this.#restarts.push(now);
    while ((this.#restarts[0] ?? now) < now - restartWindowMs) this.#restarts.shift();
    return this.#restarts.length <= restartsMax;
  }

  #writeState(): void {
    const { layout, start, host } = this.#options;
    const children = [...this.#children].map(([name, child]) => [name, child.record] as const);
    const state: RunState = {
      starter: recordOf(process.pid),
      url: start.url,
      libvirtd: host?.keeper?.record,
      children: Object.fromEntries(children),
    };
    writeRunState(layout.root, state);
  }
}
