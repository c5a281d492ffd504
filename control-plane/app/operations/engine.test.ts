import type { CommandId, OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation, type OperationKind } from "@novacron/protocol/domain/operation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  eventOf,
  hostNumber,
  machineNumber,
  machineOf,
  operationNumber,
  problemOf,
} from "../../kit/fleet.ts";
import { newOperation } from "./admission.ts";
import { commandIdOf } from "./command-id.ts";
import {
  dueMs,
  type EngineEffect,
  type EngineEvent,
  engineLimits,
  type Now,
  type OpenOperation,
  open,
  stepOperation,
} from "./engine.ts";
import { kindPlans } from "./kinds.ts";

const id: OperationId = operationNumber(1);
const host = hostNumber(1);
const machine = machineNumber(1);
const start: Now = { wallMs: 1_000_000, monotonicMs: 5_000 };
const at = (ms: number): Now => ({
  wallMs: start.wallMs + ms,
  monotonicMs: start.monotonicMs + ms,
});

function operationOf(kind: OperationKind): Operation {
  const body = { id, kind, machine, params: { enabled: true } };
  const names = { machineName: "web-1", hostName: "h1" };
  return newOperation({
    id,
    body,
    by: "anna",
    ...names,
    host,
    epoch: 1,
    generation: 0,
    nowMs: start.wallMs,
  });
}

type Answer = Parameters<typeof eventOf>[1];

function said(how: Answer, step = 0): EngineEvent {
  const about = { v: 1, id: commandIdOf(id, step), operation: id, host, epoch: 1, at: 0 } as const;
  return { type: "agent", event: eventOf(about, how) };
}

const running = machineOf(machine, { state: "running" });
const off = machineOf(machine);
const tick = (report = off, isHostHeard = true): EngineEvent => ({
  type: "tick",
  report,
  isHostHeard,
});

/** Runs events at their times and gives the end and every effect. */
function run(kind: OperationKind, events: readonly (readonly [number, EngineEvent])[]) {
  let one = open(operationOf(kind), start);
  const effects: EngineEffect[] = [];
  for (const [ms, event] of events) {
    const [next, more] = stepOperation(one, event, at(ms));
    one = next;
    effects.push(...more);
  }
  return { one, operation: one.operation, effects };
}

describe("an operation", () => {
  it("succeeds when agent and report agree, in either order", () => {
    const observed: EngineEvent = { type: "observed", report: running, isHostHeard: true };
    const inOrder = run("machine.start", [
      [0, tick()],
      [10, said({ type: "accepted" })],
      [20, said({ type: "succeeded" })],
      [30, observed],
    ]);
    expect(inOrder.operation.state).toBe("succeeded");
    const reportFirst = run("machine.start", [
      [0, tick()],
      [10, observed],
      [20, said({ type: "succeeded" })],
    ]);
    expect(reportFirst.operation.state).toBe("succeeded");
    expect(reportFirst.operation.steps.map((step) => step.state)).toEqual(["done", "done"]);
  });

  it("counts a start whose machine was seen running, even if it is off again", () => {
    const { operation } = run("machine.start", [
      [0, tick()],
      [10, { type: "observed", report: running, isHostHeard: true }],
      [15, { type: "observed", report: off, isHostHeard: true }],
      [20, said({ type: "succeeded" })],
    ]);
    expect(operation.state).toBe("succeeded");
  });

  it("needs attention where the report never agrees, with the state that is reported", () => {
    const { operation } = run("machine.start", [
      [0, tick()],
      [20, said({ type: "succeeded" })],
      [20 + engineLimits.confirmMs, tick()],
    ]);
    expect(operation.state).toBe("needs-attention");
    expect(operation.problem?.details).toMatchObject({ machineState: "shutoff", hostHeard: true });
  });

  it("waits for the report of a host that is away, up to the deadline", () => {
    const events: (readonly [number, EngineEvent])[] = [
      [0, tick()],
      [20, said({ type: "succeeded" })],
      [20 + engineLimits.confirmMs, tick(off, false)],
    ];
    expect(run("machine.start", events).operation.state).toBe("running");
    const late = run("machine.start", [...events, [180_000, tick(off, false)]]);
    expect(late.operation.state).toBe("needs-attention");
  });

  it("is sent again with growing pauses, under one id, until the agent answers", () => {
    const times = [0, 1_999, 2_000, 5_999, 6_000];
    const { effects } = run(
      "machine.start",
      times.map((ms) => [ms, tick()] as const),
    );
    expect(effects).toEqual([
      { type: "send", step: 0 },
      { type: "send", step: 0 },
      { type: "send", step: 0 },
    ]);
  });

  it("makes a new act only where the old one never began, and not without end", () => {
    const expired = (step: number) => said({ type: "failed", code: "COMMAND_EXPIRED" }, step);
    const once = run("machine.start", [
      [0, tick()],
      [10, expired(0)],
    ]);
    expect(once.effects.at(-1)).toEqual({ type: "send", step: 1 });
    expect(once.operation.steps.map((step) => step.state)).toEqual([
      "failed",
      "waiting",
      "waiting",
    ]);
    const thrice = run("machine.start", [
      [0, tick()],
      [10, expired(0)],
      [20, expired(1)],
      [30, expired(2)],
    ]);
    expect(thrice.operation.state).toBe("failed");
  });

  it("reports an agent that contradicts itself and stays as it is", () => {
    const { operation, effects } = run("machine.start", [
      [0, tick()],
      [10, said({ type: "failed", code: "COMMAND_EXPIRED" })],
      [20, said({ type: "succeeded" })],
    ]);
    expect(operation.state).toBe("pending");
    expect(effects.at(-1)?.type).toBe("contradiction");
  });

  it.each([
    ["COMMAND_INTERRUPTED", "needs-attention"],
    ["LIBVIRT_TIMEOUT", "needs-attention"],
    ["LIBVIRT_ERROR", "failed"],
    ["EPOCH_REFUSED", "failed"],
    ["GENERATION_REFUSED", "failed"],
    ["COMMAND_UNKNOWN", "failed"],
    ["DEADLINE_EXCEEDED", "failed"],
  ])("that the agent ends by %s is %s", (code, state) => {
    const { operation } = run("machine.start", [
      [0, tick()],
      [10, said({ type: "failed", code })],
    ]);
    expect([operation.state, operation.problem?.code]).toEqual([state, code]);
  });

  it("gives up at its deadline with a fence, never with a guess", () => {
    const { operation, effects } = run("machine.start", [
      [0, tick()],
      [180_000, tick(running)],
    ]);
    expect(operation.state).toBe("needs-attention");
    expect(effects.at(-1)).toEqual({ type: "send-cancel", command: `${id}:0` });
    expect(operation.problem?.attempted).toContain("never said that it took the command");
  });

  it("is cancelled only by the agent's own word", () => {
    const asked = run("machine.shutdown", [
      [0, tick(running)],
      [10, said({ type: "accepted" })],
      [20, { type: "cancel", by: "bob" }],
    ]);
    expect(asked.operation.state).toBe("cancelling");
    expect(asked.effects.slice(-2).map((effect) => effect.type)).toEqual(["send-cancel", "send"]);
    const [cancelled] = stepOperation(
      asked.one,
      said({ type: "failed", code: "CANCELLED" }),
      at(30),
    );
    expect(cancelled.operation.state).toBe("cancelled");
    const [tooLate] = stepOperation(asked.one, said({ type: "succeeded" }), at(30));
    const [done] = stepOperation(
      tooLate,
      { type: "observed", report: off, isHostHeard: true },
      at(40),
    );
    expect(done.operation.state).toBe("succeeded");
  });

  it("takes a clock that jumps for what it is", () => {
    const one = open(operationOf("machine.start"), start);
    const jumped: Now = { wallMs: start.wallMs + 10_000_000, monotonicMs: start.monotonicMs + 1 };
    expect(stepOperation(one, tick(), jumped)[0].operation.state).toBe("pending");
  });
});

/** Moves have an engine of their own. */
const kinds = (Object.keys(kindPlans) as OperationKind[]).filter(
  (kind) => kind !== "machine.migrate",
);
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant({ type: "accepted" } as const),
  fc.record({
    type: fc.constant("progress" as const),
    ratio: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.constant({ type: "succeeded" } as const),
  fc.record({
    type: fc.constant("failed" as const),
    code: fc.constantFrom("COMMAND_EXPIRED", "CANCELLED", "COMMAND_INTERRUPTED", "LIBVIRT_ERROR"),
  }),
);
const report = fc.constantFrom(
  null,
  ...(["running", "paused", "shutoff", "crashed"] as const).map((state) =>
    machineOf(machine, { state, autostart: "novacron", demo: true }),
  ),
);
const anyEvent: fc.Arbitrary<EngineEvent> = fc.oneof(
  fc.record({ step: fc.nat(4), how: answer }).map(({ step, how }) => said(how, step)),
  fc.record({ type: fc.constant("observed" as const), report, isHostHeard: fc.boolean() }),
  fc.record({ type: fc.constant("tick" as const), report, isHostHeard: fc.boolean() }),
  fc.constant({ type: "reconnected" } as const),
  fc.constant({ type: "stream" } as const),
  fc.record({ type: fc.constant("cancel" as const), by: fc.constantFrom("anna", "bob") }),
  fc.constant({ type: "stream-failed", problem: problemOf("STREAM_CLOSED") } as const),
);
const history = fc.array(fc.tuple(fc.nat(60_000), anyEvent), { maxLength: 40 });

describe("whatever happens", () => {
  it("an ended operation never changes and never acts", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), history, (kind, events) => {
        each(kind, events, (before, after, effects) => {
          if (!hasEnded(before.operation.state)) return;
          expect(after).toBe(before);
          expect(effects).toEqual([]);
        });
      }),
    );
  });

  it("a new act follows only the word that the one before never began", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), history, (kind, events) => {
        let isFree = false;
        let acts = new Set<number>();
        each(kind, events, (_before, _after, effects, event) => {
          if (event.type === "agent" && event.event.type === "failed") {
            isFree ||= event.event.problem.code === "COMMAND_EXPIRED";
          }
          for (const effect of effects) {
            if (effect.type !== "send" || acts.has(effect.step)) continue;
            expect(acts.size === 0 || isFree).toBe(true);
            acts = new Set([...acts, effect.step]);
            isFree = false;
          }
          expect(acts.size).toBeLessThanOrEqual(engineLimits.attempts);
        });
      }),
    );
  });

  it("success has two witnesses", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), history, (kind, events) => {
        const witnesses = { agent: false, other: false };
        each(kind, events, (before, after, _effects, event) => {
          if (event.type === "agent") witnesses.agent ||= event.event.type === "succeeded";
          if (event.type === "stream") witnesses.other = true;
          if (event.type === "observed" || event.type === "tick") {
            witnesses.other ||= kindPlans[kind].agrees(event.report, before.operation);
          }
          if (after.operation.state === "succeeded") {
            expect(witnesses).toEqual({ agent: true, other: true });
          }
        });
      }),
    );
  });

  it("ends by its deadline, also when it was reopened on the way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), history, fc.nat(40), (kind, events, reopenAt) => {
        let one = open(operationOf(kind), start);
        let ms = 0;
        for (const [index, [pause, event]] of events.entries()) {
          ms += pause;
          [one] = stepOperation(one, event, at(ms));
          if (index === reopenAt) one = open(one.operation, at(ms));
        }
        for (let round = 0; round < 200 && !hasEnded(one.operation.state); round += 1) {
          ms = Math.max(ms, dueMs(one) - start.monotonicMs);
          [one] = stepOperation(one, tick(off, round % 2 === 0), at(ms));
        }
        expect(hasEnded(one.operation.state)).toBe(true);
      }),
    );
  });
});

type Look = (
  before: OpenOperation,
  after: OpenOperation,
  effects: readonly EngineEffect[],
  event: EngineEvent,
) => void;

function each(
  kind: OperationKind,
  events: readonly (readonly [number, EngineEvent])[],
  look: Look,
): void {
  let one = open(operationOf(kind), start);
  let ms = 0;
  for (const [pause, event] of events) {
    ms += pause;
    const [next, effects] = stepOperation(one, event, at(ms));
    look(one, next, effects, event);
    one = next;
  }
}

describe("command ids", () => {
  it("name operation and step and nothing else", () => {
    const foreign = { ...said({ type: "succeeded" }) } as Extract<EngineEvent, { type: "agent" }>;
    const event = { ...foreign.event, id: "something-else" as CommandId };
    const one = open(operationOf("machine.start"), start);
    expect(stepOperation(one, { type: "agent", event }, at(1))).toEqual([one, []]);
  });
});
