import type { CommandAction } from "@novacron/protocol/messages/command";
import { expect, test } from "vitest";
import { TestHost } from "../testing/test-agent.ts";
import { isAfter, laterOf } from "./command-order.ts";
import { defaultLimits } from "./limits.ts";

const keep = 2;

/** An agent whose journal remembers two ended commands, and forgets the oldest with the third. */
async function forgetful(): Promise<TestHost> {
  const journal = { ...defaultLimits.journal, keep };
  const host = new TestHost(undefined, { journal });
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(60_000);
  return host;
}

function running(host: TestHost) {
  return host.hypervisor.power.all().find((machine) => machine.state === "running")!;
}

type Kind = "machine.start" | "machine.force-off";

/** Force-off and start in turn, each to its end; the machine runs at the end of an even number. */
async function turnOffAndOn(host: TestHost, times: number) {
  const machine = running(host).spec.id;
  const sent = [];
  for (let nth = 0; nth < times; nth += 1) {
    const kind: Kind = nth % 2 === 0 ? "machine.force-off" : "machine.start";
    const action: CommandAction = { kind, machine, generation: 0 };
    const one = host.command(action);
    await host.clock.advance(10_000);
    expect(host.outcomes()[one.id]).toBe("succeeded");
    sent.push(one);
  }
  return sent;
}

function refusals(host: TestHost): string[] {
  return host.uplink.batches.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === "host.note" && event.note === "message-refused" ? [event.detail] : [],
    ),
  );
}

const again = (host: TestHost, payload: ReturnType<TestHost["makeCommand"]>) =>
  host.uplink.send({ topic: "hostCommand", payload });

test("a command that was ended and forgotten and comes again is not obeyed, and that is told", async () => {
  const host = await forgetful();
  const machine = running(host);
  const [first] = await turnOffAndOn(host, 4);
  const events = host.uplink.commandEvents.length;
  expect(machine.state).toBe("running");
  for (let times = 0; times < 3; times += 1) again(host, first!);
  await host.clock.advance(70_000);
  expect(machine.state).toBe("running");
  expect(host.uplink.commandEvents).toHaveLength(events);
  expect(refusals(host)).toEqual([
    "COMMAND_REPLAYED 1 command machine.force-off",
    "COMMAND_REPLAYED 2 command machine.force-off",
  ]);
  expect(host.uplink.reports.at(-1)?.inventory.problems).toMatchObject([
    { code: "COMMAND_REPLAYED" },
  ]);
});

test("what was forgotten is known as such by the next process too, whatever session it names", async () => {
  const host = await forgetful();
  const [first] = await turnOffAndOn(host, 4);
  host.kill();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(60_000);
  const machine = running(host);
  again(host, { ...first!, session: host.session });
  await host.clock.advance(10_000);
  expect(machine.state).toBe("running");
  expect(refusals(host)).toEqual(["COMMAND_REPLAYED 1 command machine.force-off"]);
  const action: CommandAction = {
    kind: "machine.force-off",
    machine: machine.spec.id,
    generation: 0,
  };
  const { id } = host.command(action);
  await host.clock.advance(10_000);
  expect(host.outcomes()[id]).toBe("succeeded");
});

test("one that is still remembered is answered from the journal, and is no replay", async () => {
  const host = await forgetful();
  const sent = await turnOffAndOn(host, 4);
  const events = host.uplink.commandEvents.length;
  again(host, sent.at(-1)!);
  await host.clock.advance(5_000);
  expect(host.uplink.commandEvents.slice(events)).toMatchObject([
    { id: sent.at(-1)?.id, type: "succeeded" },
  ]);
  expect(refusals(host)).toEqual([]);
});

test("what was first sent after the forgotten ones is obeyed, also by a new epoch that counts anew", async () => {
  const host = await forgetful();
  const machine = running(host);
  const sent = await turnOffAndOn(host, 6);
  const action: CommandAction = {
    kind: "machine.force-off",
    machine: machine.spec.id,
    generation: 0,
  };
  const { id } = host.command(action, { epoch: 2, turn: 1 });
  await host.clock.advance(10_000);
  expect(host.outcomes()[id]).toBe("succeeded");
  expect(machine.state).toBe("shutoff");
  const next = host.command({ ...action, kind: "machine.start" }, { epoch: 2, turn: 2 });
  await host.clock.advance(10_000);
  expect(host.outcomes()[next.id]).toBe("succeeded");
  expect(refusals(host)).toEqual([]);
  again(host, sent[0]!);
  await host.clock.advance(5_000);
  expect(machine.state).toBe("running");
  expect(refusals(host)).toEqual(["COMMAND_REPLAYED 1 command machine.force-off"]);
});

test.each([
  [1, 2, 1, 1, true],
  [1, 1, 1, 1, false],
  [1, 1, 1, 2, false],
  [2, 1, 1, 9, true],
  [1, 9, 2, 1, false],
])("turn %i/%i after %i/%i: %s", (epoch, turn, otherEpoch, otherTurn, expected) => {
  const [one, other] = [
    { epoch, turn },
    { epoch: otherEpoch, turn: otherTurn },
  ];
  expect(isAfter(one, other)).toBe(expected);
  expect(laterOf(one, other)).toEqual(expected ? one : other);
});
