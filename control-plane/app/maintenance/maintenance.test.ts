import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { DrainMove, Maintenance } from "@novacron/protocol/domain/maintenance";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import { describe, expect, it } from "vitest";
import { hostNumber, machineNumber, operationNumber } from "../../kit/fleet.ts";
import {
  closedBy,
  type MaintenanceEffect,
  type MaintenanceEvent,
  stepMaintenance,
} from "./maintenance.ts";
import { currentHost } from "./steering.ts";

const [h1, h2] = [hostNumber(1), hostNumber(2)];

const moveOf = (number: number, stage: number, to: HostId | null = h2): DrainMove => ({
  machine: machineNumber(number) as MachineId,
  machineName: `web-${number}`,
  to,
  toName: to,
  stage,
  reason: "",
  forecast: null,
  obstacles: [],
  operation: operationNumber(number),
  state: "planned",
  problem: null,
});

function begun(more: Partial<Maintenance> = {}): Maintenance {
  const host = (id: HostId, hostName: string) => ({
    host: id,
    hostName,
    state: "planned" as const,
    moves: [],
    bootBefore: null,
    since: 0,
    problem: null,
  });
  return {
    id: operationNumber(99),
    state: "running",
    requestedBy: "anna",
    requestedAt: 0,
    endedAt: null,
    hook: "person",
    returns: false,
    hosts: [host(h1, "h1")],
    ...more,
  };
}

/** A maintenance with its operations, as a test says that they end. */
class Care {
  one: Maintenance;
  readonly effects: MaintenanceEffect[] = [];
  readonly operations = new Map<OperationId, Operation["state"]>();
  bootAt = 1_000;
  running: string[] = [];
  hookProblem: string | null = null;
  nowMs = 50;
  #ids = 500;

  constructor(one: Maintenance) {
    this.one = one;
  }

  event(event: MaintenanceEvent): void {
    const [after, effects] = stepMaintenance(this.one, event, this.nowMs);
    this.one = after;
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.type === "move" && effect.move.operation !== null) {
        this.operations.set(effect.move.operation, "running");
      }
    }
  }

  tick(): void {
    this.event({
      type: "tick",
      look: (id) => {
        const state = this.operations.get(id);
        return state === undefined ? null : ({ id, state, problem: null } as Operation);
      },
      hostNow: () => ({
        bootAt: this.bootAt,
        isHeard: true,
        running: this.running,
        alive: this.running,
        hookProblem: this.hookProblem,
      }),
      newId: this.newId,
    });
  }

  plan(moves: readonly DrainMove[]): void {
    this.tick();
    expect(this.effects.at(-1)).toEqual({ type: "plan", host: currentHost(this.one)?.host });
    this.event({
      type: "planned",
      host: currentHost(this.one)?.host ?? h1,
      moves,
      bootAt: this.bootAt,
    });
  }

  steer(action: Extract<MaintenanceEvent, { type: "steer" }>["action"]): void {
    this.event({ type: "steer", action, newId: this.newId });
  }

  end(number: number, state: Operation["state"] = "succeeded"): void {
    this.operations.set(operationNumber(number), state);
    this.tick();
  }

  /** What the agent of the host whose turn it is says of its command. */
  told(said: Partial<CommandEvent> & Pick<CommandEvent, "type">): void {
    const host = currentHost(this.one);
    const about = { operation: host?.run?.operation, host: host?.host };
    this.event({ type: "told", event: { ...about, ...said } as CommandEvent });
  }

  asked(): string[] {
    return this.effects.flatMap((one) => (one.type === "move" ? [one.move.machineName] : []));
  }

  readonly newId = (): OperationId => operationNumber(this.#ids++);
}

describe("emptying a host", () => {
  it("goes stage by stage, and waits for a person once it is empty", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0), moveOf(2, 0), moveOf(3, 1)]);
    expect(closedBy(care.one, h1)).toMatch(/in maintenance/);
    care.tick();
    expect(care.asked()).toEqual(["web-1", "web-2"]);
    care.end(1);
    expect(care.asked()).toHaveLength(2);
    care.end(2);
    care.tick();
    expect(care.asked()).toEqual(["web-1", "web-2", "web-3"]);
    care.end(3);
    expect(currentHost(care.one)?.state).toBe("maintained");
    care.tick();
    expect(currentHost(care.one)?.state).toBe("maintained");
    care.steer("go-on");
    care.tick();
    expect(care.one).toMatchObject({ state: "ended", endedAt: 50 });
    expect(closedBy(care.one, h1)).toBeNull();
  });

  it("begins no move while it is paused, and ends what moves", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0), moveOf(2, 1)]);
    care.tick();
    care.steer("pause");
    care.end(1);
    care.tick();
    expect(care.asked()).toEqual(["web-1"]);
    care.steer("resume");
    care.tick();
    expect(care.asked()).toEqual(["web-1", "web-2"]);
  });

  it("cancels what moves, and opens the host again", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0)]);
    care.tick();
    care.steer("cancel");
    expect(care.effects.at(-1)).toEqual({ type: "cancel", operation: operationNumber(1) });
    expect(care.one.state).toBe("cancelled");
    expect(closedBy(care.one, h1)).toBeNull();
  });

  it("is stuck where a machine fails or cannot move, and says which", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0), moveOf(2, 0, null)]);
    care.tick();
    care.end(1, "failed");
    const host = currentHost(care.one);
    expect(host?.state).toBe("stuck");
    expect(host?.problem).toContain("web-1");
    expect(host?.problem).toContain("web-2");
    care.steer("go-on");
    expect(currentHost(care.one)?.state).toBe("maintained");
  });

  it("asks for a move again that was never taken", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0)]);
    care.tick();
    care.operations.clear();
    care.tick();
    expect(care.asked()).toEqual(["web-1", "web-1"]);
  });

  it("tells of a move that was refused", () => {
    const care = new Care(begun());
    care.plan([moveOf(1, 0)]);
    care.tick();
    care.event({ type: "refused", operation: operationNumber(1), problem: "no room" });
    care.tick();
    expect(currentHost(care.one)?.problem).toContain("no room");
  });
});

describe("the hook between hosts", () => {
  it("waits for the host to have booted anew, then takes the next", () => {
    const hosts = [
      ...begun().hosts,
      { ...begun().hosts[0], host: h2, hostName: "h2" },
    ] as Maintenance["hosts"];
    const care = new Care(begun({ hook: "reboot", hosts }));
    care.plan([moveOf(1, 0)]);
    care.tick();
    care.end(1);
    care.tick();
    expect(currentHost(care.one)).toMatchObject({ host: h1, state: "maintained" });
    care.bootAt = 2_000;
    care.tick();
    expect(currentHost(care.one)).toMatchObject({ host: h2, state: "planned" });
    expect(closedBy(care.one, h1)).toBeNull();
    care.tick();
    expect(care.effects.at(-1)).toEqual({ type: "plan", host: h2 });
  });

  it("brings machines back only where that was asked for, under new operations", () => {
    const care = new Care(begun({ hook: "none", returns: true }));
    care.plan([moveOf(1, 0)]);
    care.tick();
    care.end(1);
    care.tick();
    care.tick();
    const back = care.effects.findLast((one) => one.type === "move");
    expect(back).toMatchObject({
      to: h1,
      move: { machineName: "web-1", operation: operationNumber(500) },
    });
    care.operations.set(operationNumber(500), "succeeded");
    care.tick();
    care.tick();
    expect(care.one).toMatchObject({ state: "ended", hosts: [{ moves: [{ state: "returned" }] }] });
  });
});

const command = { name: "upgrade", timeoutMs: 60_000 };
const problem = (code: string, details = {}) => ({
  type: "failed" as const,
  problem: { code, message: "what was tried", attempted: "", next: "", retryable: false, details },
});

/** A host that has just been emptied, with a hook to run. */
function emptied(more: Partial<Maintenance> = {}): Care {
  const care = new Care(begun({ command, ...more }));
  care.plan([moveOf(1, 0)]);
  care.tick();
  care.end(1);
  return care;
}

describe("the command on an empty host", () => {
  it("is asked for until its agent has answered, and is one and the same", () => {
    const care = emptied({ hook: "none" });
    expect(currentHost(care.one)?.state).toBe("working");
    expect(closedBy(care.one, h1)).toMatch(/in maintenance/);
    care.tick();
    care.told({ type: "accepted" });
    care.told({ type: "progress", step: "Unpacking" });
    expect(currentHost(care.one)?.run).toMatchObject({ state: "running", output: "Unpacking" });
    care.tick();
    const calls = care.effects.filter(({ type }) => type === "hook");
    expect(calls).toHaveLength(2);
    expect(calls.map((one) => one.type === "hook" && one.run.operation)).toEqual([
      operationNumber(500),
      operationNumber(500),
    ]);
    care.told({ type: "succeeded", result: { exitCode: 0, output: "done" } });
    expect(currentHost(care.one)).toMatchObject({
      state: "maintained",
      run: { state: "succeeded", exitCode: 0, output: "done", endedAt: 50 },
    });
    care.tick();
    care.tick();
    expect(care.one.state).toBe("ended");
  });

  it("waits afterwards for a reboot that came after it began", () => {
    const care = emptied({ hook: "reboot" });
    care.bootAt = 2_000;
    care.tick();
    care.told({ type: "succeeded", result: { exitCode: 0, output: "" } });
    care.tick();
    expect(currentHost(care.one)?.state).toBe("maintained");
    care.bootAt = 3_000;
    care.tick();
    expect(currentHost(care.one)).toBeNull();
  });

  it("leaves the host stuck where it fails, with its status and the end of its output", () => {
    const care = emptied();
    care.tick();
    care.told(problem("HOOK_FAILED", { exitCode: 100, output: "no space left" }));
    expect(currentHost(care.one)).toMatchObject({
      state: "stuck",
      problem: "HOOK_FAILED: what was tried",
      run: { state: "failed", exitCode: 100, output: "no space left" },
    });
    care.tick();
    expect(care.effects.filter(({ type }) => type === "hook")).toHaveLength(1);
    care.steer("go-on");
    expect(currentHost(care.one)?.state).toBe("maintained");
  });

  it("is never begun again by itself where nobody knows how it ended, but by a person, as another", () => {
    const care = emptied();
    care.tick();
    care.told(problem("COMMAND_INTERRUPTED"));
    expect(currentHost(care.one)).toMatchObject({ state: "stuck", run: { state: "unknown" } });
    care.tick();
    care.steer("run");
    care.tick();
    const calls = care.effects.flatMap((one) => (one.type === "hook" ? [one.run.operation] : []));
    expect(calls).toEqual([operationNumber(500), operationNumber(501)]);
    care.told({ type: "succeeded", operation: operationNumber(500), result: { exitCode: 0 } });
    expect(currentHost(care.one)?.state).toBe("working");
    care.told({ type: "succeeded", result: { exitCode: 0 } });
    expect(currentHost(care.one)?.state).toBe("maintained");
  });

  it("is given up as unknown where nothing is heard long after its deadline, and believed if it is heard then", () => {
    const care = emptied();
    care.tick();
    care.nowMs += command.timeoutMs + 10 * 60_000;
    care.tick();
    expect(currentHost(care.one)).toMatchObject({ state: "stuck", run: { state: "unknown" } });
    care.told({ type: "succeeded", result: { exitCode: 0, output: "late" } });
    expect(currentHost(care.one)).toMatchObject({ state: "maintained", problem: null });
  });

  it("does not begin while a machine runs there, while paused, or where it is not offered any more", () => {
    const busy = emptied();
    busy.steer("pause");
    busy.tick();
    expect(currentHost(busy.one)).toMatchObject({ state: "working" });
    busy.steer("resume");
    busy.running = ["web-7"];
    busy.tick();
    expect(currentHost(busy.one)).toMatchObject({ state: "stuck" });
    expect(currentHost(busy.one)?.problem).toContain("web-7");
    busy.running = [];
    busy.hookProblem = "h1 has no hook upgrade";
    busy.steer("run");
    busy.tick();
    expect(currentHost(busy.one)).toMatchObject({ state: "stuck", problem: busy.hookProblem });
    expect(busy.effects.filter(({ type }) => type === "hook")).toEqual([]);
  });

  it("does not run where machines stayed and a person went on", () => {
    const care = new Care(begun({ command, hook: "none" }));
    care.plan([moveOf(1, 0, null)]);
    care.tick();
    care.steer("go-on");
    care.tick();
    care.tick();
    expect(care.one.state).toBe("ended");
    expect(care.effects.filter(({ type }) => type === "hook")).toEqual([]);
  });

  it("is taken back with the maintenance, and is the host's own word alone", () => {
    const care = emptied();
    care.tick();
    care.told({ type: "succeeded", host: h2, result: { exitCode: 0 } });
    expect(currentHost(care.one)?.state).toBe("working");
    care.steer("cancel");
    expect(care.effects.at(-1)).toMatchObject({ type: "cancel-hook", host: h1 });
  });

  it("is taken back until its agent has said how it ended, and holds the host till then", () => {
    const care = emptied();
    care.tick();
    care.steer("cancel");
    care.tick();
    care.told({ type: "accepted" });
    care.steer("resume");
    care.tick();
    expect(care.effects.filter(({ type }) => type === "cancel-hook")).toHaveLength(3);
    expect(care.one).toMatchObject({ state: "cancelled", endedAt: null });
    expect(closedBy(care.one, h1)).toMatch(/in maintenance/);
    care.told(problem("CANCELLED"));
    expect(care.one).toMatchObject({
      state: "cancelled",
      endedAt: 50,
      hosts: [{ run: { state: "failed" } }],
    });
    expect(closedBy(care.one, h1)).toBeNull();
  });

  it("is given up long after its deadline where the cancel is never answered", () => {
    const care = emptied();
    care.tick();
    care.steer("cancel");
    care.nowMs += command.timeoutMs + 10 * 60_000;
    care.tick();
    expect(care.one).toMatchObject({
      state: "cancelled",
      endedAt: care.nowMs,
      hosts: [{ run: { state: "unknown" } }],
    });
  });
});
