import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import { definitionMaxBytes } from "@novacron/protocol/domain/machine-definition";
import { describe, expect, it, vi } from "vitest";
import { machineNumber, machineOf, TestHost } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";
import { settled } from "../../kit/virtual-clock.ts";
import { definitionLimits } from "./definitions.ts";

const web = machineNumber(3);
const told: MachineDefinition = { live: "<domain id='1'/>", inactive: "<domain/>", redacted: 2 };

function tellingHost(control: TestControl, machines: MachineReport[]): TestHost {
  const host = new TestHost(control, 1, machines);
  host.inventory = { ...host.inventory, capabilities: ["machine.definition"] };
  return host;
}

async function oneHost() {
  const control = await startControl();
  const host = tellingHost(control, [machineOf(web)]);
  await host.join();
  /** The tickets that the host was sent. */
  const tickets = () =>
    host.commands().flatMap(({ action }) => (action.kind === "tunnel.open" ? [action.ticket] : []));
  /** Asks, and waits until the host was asked. */
  const ask = async () => {
    const before = tickets().length;
    const asked = control.app.definition(anna, "web-3");
    asked.catch(() => undefined);
    await vi.waitFor(() => expect(tickets().length).toBe(before + 1));
    const ticket = tickets().at(-1);
    if (ticket === undefined) throw new RangeError("no ticket");
    return { asked, ticket };
  };
  return { control, host, tickets, ask };
}

function streamOf(...chunks: readonly (string | Uint8Array)[]) {
  const close = vi.fn();
  const incoming = (async function* () {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  })();
  return { incoming, write: async () => undefined, close };
}

describe("a machine's definition", () => {
  it("comes by a stream with a ticket of its own, and leaves no operation", async () => {
    const { control, host, ask } = await oneHost();
    const { asked, ticket } = await ask();
    expect(ticket).toMatchObject({ kind: "definition", machine: web, generation: 0 });
    const text = JSON.stringify(told);
    const stream = streamOf(text.slice(0, 9), text.slice(9));
    control.tunnels.dial(ticket.id, stream);
    expect(await asked).toMatchObject({ ...told, machine: web, host: host.id });
    expect(stream.close).toHaveBeenCalled();
    const [command] = host.commands();
    if (command !== undefined) await host.answer(command, { type: "succeeded" });
    const query = { limit: 10, offset: 0 };
    expect((await control.app.operations(query)).total).toBe(0);
    const tables = [...control.disk.tableNames()].map((name) => [...control.disk.table(name)]);
    expect(JSON.stringify(tables)).not.toContain(ticket.secret);
  });

  it("is read once for all who ask at once, and anew afterwards", async () => {
    const { control, tickets, ask } = await oneHost();
    const { asked, ticket } = await ask();
    const second = control.app.definition(anna, web);
    control.tunnels.dial(ticket.id, streamOf(JSON.stringify(told)));
    expect(await second).toBe(await asked);
    expect(tickets()).toHaveLength(1);
    await ask();
  });

  it("fails as the agent says", async () => {
    const { host, ask } = await oneHost();
    const { asked } = await ask();
    const [command] = host.commands();
    if (command === undefined) return expect.unreachable();
    await host.answer(command, { type: "failed", code: "LIBVIRT_TIMEOUT" });
    await expect(asked).rejects.toMatchObject({ code: "LIBVIRT_TIMEOUT" });
  });

  it("fails when nobody dials in time, and when the control plane stops", async () => {
    const { control, ask } = await oneHost();
    const late = await ask();
    await control.clock.advance(definitionLimits.timeoutMs);
    await expect(late.asked).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const { asked } = await ask();
    await control.app.stop();
    await expect(asked).rejects.toMatchObject({ code: "NOT_READY" });
  });

  it.each([
    ["breaks off", [JSON.stringify(told).slice(0, 20)]],
    ["is something else", ['{"live":7}']],
    ["is no text", [Uint8Array.of(0xff, 0xfe)]],
    ["never ends", Array.from({ length: 5 }, () => Buffer.alloc(definitionMaxBytes / 4, 32))],
  ])("is refused where the stream %s", async (_how, chunks) => {
    const { control, ask } = await oneHost();
    const { asked, ticket } = await ask();
    control.tunnels.dial(ticket.id, streamOf(...chunks));
    await expect(asked).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("is asked of no host that is away or cannot tell it", async () => {
    const { control, host, tickets } = await oneHost();
    host.inventory = { ...host.inventory, capabilities: ["machine.console"] };
    await host.report();
    await expect(control.app.definition(anna, web)).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
    await host.status("offline");
    await settled();
    await expect(control.app.definition(anna, web)).rejects.toMatchObject({ code: "HOST_OFFLINE" });
    await expect(control.app.definition(anna, "no-such")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(tickets()).toHaveLength(0);
  });

  it("is asked of no more machines at once than may be", async () => {
    const control = await startControl();
    const numbers = Array.from({ length: definitionLimits.open + 1 }, (_, index) => index + 1);
    const machines = numbers.map((number) => machineOf(machineNumber(number)));
    await tellingHost(control, machines).join();
    const asked = machines.map(({ id }) => control.app.definition(anna, id));
    for (const one of asked) one.catch(() => undefined);
    await expect(asked.at(-1)).rejects.toMatchObject({ code: "OVERLOADED" });
    await control.clock.advance(definitionLimits.timeoutMs);
    await expect(asked[0]).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });
});
