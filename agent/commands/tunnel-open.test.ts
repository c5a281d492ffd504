import type { TunnelKind, TunnelTicket } from "@novacron/protocol/domain/ticket";
import { expect, test } from "vitest";
import type { DeviceStream } from "../ports/hypervisor.ts";
import { uuidOf } from "../sim/chance.ts";
import { TestHost } from "../testing/test-agent.ts";

/** A host whose agent dials into a list of texts. */
async function dialling() {
  const host = new TestHost();
  const heard: string[] = [];
  const far: DeviceStream = {
    incoming: (async function* () {
      await new Promise(() => undefined);
      yield new Uint8Array();
    })(),
    write: async (bytes) => void heard.push(new TextDecoder().decode(bytes)),
    close: async () => void heard.push("closed"),
  };
  host.tunnel = { dial: async () => far };
  await host.begin();
  host.uplink.connect();
  await host.clock.advance(1_000);
  const machine = host.hypervisor.power.all().find(({ state }) => state === "running")!;
  const open = async (kind: TunnelKind) => {
    const ticket: TunnelTicket = {
      id: uuidOf(7, `ticket ${kind}`) as TunnelTicket["id"],
      kind,
      machine: machine.spec.id,
      generation: 0,
      path: "/tunnel/v1/x",
      secret: "s".repeat(43),
      validForMs: 20_000,
    };
    const { id } = host.command({ kind: "tunnel.open", ticket });
    await host.clock.advance(1_000);
    return host.uplink.commandEvents.findLast((event) => event.id === id);
  };
  return { host, heard, machine, open };
}

test("a definition is sent whole, then the stream ends", async () => {
  const { heard, machine, open } = await dialling();
  expect(await open("definition")).toMatchObject({ type: "succeeded" });
  expect(heard.pop()).toBe("closed");
  const told = JSON.parse(heard.join(""));
  expect(told).toMatchObject({ redacted: 0 });
  expect(told.live).toContain(`<uuid>${machine.spec.id}</uuid>`);
});

test("a console stays open, and greets", async () => {
  const { heard, machine, open } = await dialling();
  expect(await open("serial-console")).toMatchObject({ type: "succeeded" });
  expect(heard.join("")).toContain(`${machine.spec.name} login:`);
  expect(heard).not.toContain("closed");
});

test("what the host cannot open is refused, and nothing is dialled", async () => {
  const { host, heard, machine, open } = await dialling();
  host.hypervisor.power.destroy(machine);
  await host.clock.advance(1_000);
  expect(await open("serial-console")).toMatchObject({
    type: "failed",
    problem: { code: "ACTION_NOT_POSSIBLE" },
  });
  expect(heard).toEqual([]);
});
