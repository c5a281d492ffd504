import { randomUUID } from "node:crypto";
import { simulatedHostId } from "@novacron/agent/sim/machine-specs";
import type { Client } from "@novacron/cli/client";
import { type HostId, type OperationId, operationId } from "@novacron/protocol/domain/ids";
import type { Command } from "@novacron/protocol/messages/command";
import { topicFor } from "@novacron/protocol/messages/topics";
import { BusClient } from "../conformance/bus-client.ts";
import { reportOf, statusOf } from "../conformance/samples.ts";
import type { AttackTarget } from "./attack-target.ts";

const session = "s1";

/** An empty host that says it has hooks, and hears what is asked of it; its agent is the test. */
export class HookHost implements AsyncDisposable {
  static #made = 0;
  readonly host: HostId;
  readonly maintenance: OperationId = operationId.parse(randomUUID());
  readonly #target: AttackTarget;
  readonly #bus: BusClient;

  private constructor(target: AttackTarget, host: HostId, bus: BusClient) {
    this.#target = target;
    this.host = host;
    this.#bus = bus;
  }

  static async join(target: AttackTarget, logins: number, ...names: readonly string[]) {
    const at = HookHost.#made % logins;
    HookHost.#made += 1;
    const host = simulatedHostId(1, at);
    const bus = await BusClient.open(target.busUrl, target.login(at));
    const report = reportOf(host, 1);
    const hooks = names.map((name) => ({ name, problem: null }));
    const inventory = { ...report.inventory, capabilities: ["host.hook"], hooks };
    await bus.subscribe([topicFor("hostCommand", { host })]);
    await bus.publish(topicFor("hostStatus", { host }), statusOf(host, session));
    await bus.publish(topicFor("hostReport", { host }), { ...report, inventory });
    await target.until("the host is known", async () => {
      const { items } = await target.admin.call("listHosts");
      return items.some(({ id, state }) => id === host && state === "online");
    });
    return new HookHost(target, host, bus);
  }

  /** Has it emptied, and this hook run on it. */
  begin(by: Client, hook: object): Promise<unknown> {
    const { maintenance: id, host } = this;
    const body = { id, hosts: [host], command: { timeoutMs: 60_000, ...hook }, acceptRisk: true };
    // What a control plane that lacks a grammar answers need not fit the whole one.
    return by.callRaw("startMaintenance", { body: body as never });
  }

  /** The hook that it is asked to run, other than one that it was asked for before. */
  asked(other?: Command): Promise<Command> {
    return this.#target.until("the host is asked to run a hook", () => {
      const heard = this.#bus.texts().map((text): Command => JSON.parse(text));
      return heard.find(({ action, id }) => action?.kind === "host.hook" && id !== other?.id);
    });
  }

  async fail({ id, operation, epoch }: Command): Promise<void> {
    const about = { v: 1, id, operation, host: this.host, epoch, at: Date.now() };
    const problem = {
      code: "HOOK_FAILED",
      message: "it failed",
      attempted: "run it",
      next: "",
      retryable: false,
    };
    const failed = { ...about, type: "failed", problem };
    await this.#bus.publish(topicFor("hostCommandEvent", { host: this.host }), failed);
    await this.#target.until("its maintenance is stuck", async () => {
      const params = { maintenance: this.maintenance };
      const { hosts } = await this.#target.admin.call("showMaintenance", { params });
      return hosts[0]?.state === "stuck";
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bus.close();
  }
}
