import { holderOf } from "@novacron/protocol/domain/may";
import type { OperationKind } from "@novacron/protocol/domain/operation";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import { describe, expect, it } from "vitest";
import { MemoryDisk } from "../adapters/memory/memory-disk.ts";
import {
  hostNumber,
  machineBlock,
  machineNumber,
  machineOf,
  operationNumber,
  TestHost,
} from "../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../kit/kit.ts";
import { settled } from "../kit/virtual-clock.ts";

const web = machineNumber(3);

function wish(number: number, kind: OperationKind, more: Partial<RequestOperation> = {}) {
  return { id: operationNumber(number), kind, machine: web, params: {}, ...more };
}

async function oneHost(): Promise<{ control: TestControl; host: TestHost }> {
  const control = await startControl();
  const host = new TestHost(control, 1, [machineOf(web)]);
  await host.join();
  return { control, host };
}

const everything = { filter: "", sort: "name", limit: 100, offset: 0 } as const;

describe("an operation from the wish to the outcome", () => {
  it("needs the agent's outcome and the host's report", async () => {
    const { control, host } = await oneHost();
    const asked = await control.app.requestOperation(anna, wish(1, "machine.start"));
    expect(asked.state).toBe("pending");
    expect(asked.sentence).toBe("anna is starting web-3 on h1");
    await control.clock.advance(10);
    const [command] = host.commands();
    expect(command?.action).toEqual({ kind: "machine.start", machine: web, generation: 0 });
    if (command === undefined) return;
    await host.answer(command, { type: "accepted" });
    await host.answer(command, { type: "succeeded" });
    expect((await control.app.operation(asked.id)).state).toBe("running");
    await host.change(
      web,
      { state: "running", reason: "booted" },
      { cause: "operation", operation: asked.id },
    );
    await control.clock.advance(3_000);
    const done = await control.app.operation(asked.id);
    expect(done.state).toBe("succeeded");
    expect(done.result.confirmedBy).toBe("agent outcome and host report");
    expect(done.sentence).toMatch(/^anna started web-3 on h1 in \d+\.\d s$/);
    expect(control.feed.sentences).toContain("web-3 on h1 runs (booted), by anna");
  });

  it("is the same operation under the same id, and refuses another content", async () => {
    const { control } = await oneHost();
    const first = await control.app.requestOperation(anna, wish(1, "machine.start"));
    const again = await control.app.requestOperation(anna, wish(1, "machine.start"));
    expect(again.requestedAt).toBe(first.requestedAt);
    await expect(
      control.app.requestOperation(anna, wish(1, "machine.force-off")),
    ).rejects.toMatchObject({ code: "ID_REUSED" });
    await expect(
      control.app.requestOperation({ ...anna, name: "bob" }, wish(1, "machine.start")),
    ).rejects.toMatchObject({ code: "ID_REUSED" });
  });

  it("keeps others of the machine out, but not force-off", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted" });
    await control.app.requestOperation(anna, wish(1, "machine.shutdown"));
    await expect(
      control.app.requestOperation(anna, wish(2, "machine.pause")),
    ).rejects.toMatchObject({ code: "ACTION_NOT_POSSIBLE", details: { obstacles: ["held"] } });
    const off = await control.app.requestOperation(anna, wish(3, "machine.force-off"));
    expect(off.state).toBe("pending");
  });

  it("names every obstacle", async () => {
    const { control, host } = await oneHost();
    host.inventory = { ...host.inventory, foreignManager: "vdsm", capabilities: [] };
    await host.report();
    const refused = control.app.requestOperation(
      { ...anna, ...holderOf("viewer") },
      wish(1, "machine.pause"),
    );
    await expect(refused).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { obstacles: ["role", "foreign-manager", "agent-too-old", "state"] },
    });
  });

  it("goes on after a restart under the same command id", async () => {
    const { control, host } = await oneHost();
    const { id } = await control.app.requestOperation(anna, wish(1, "machine.start"));
    await control.clock.advance(10);
    const before = host.commands()[0]?.id;
    const second = await startControl({ disk: control.disk, clock: control.clock });
    host.moveTo(second);
    await host.join();
    await second.clock.advance(10);
    expect(host.commands()[0]?.id).toBe(before);
    const command = host.commands()[0];
    if (command === undefined) throw new RangeError("no command");
    await host.change(web, { state: "running", reason: "booted" });
    await host.answer(command, { type: "succeeded" });
    await second.clock.advance(10);
    expect((await second.app.operation(id)).state).toBe("succeeded");
  });

  it("never loses a store failure at the request: the wish is refused and nothing is sent", async () => {
    const { control, host } = await oneHost();
    control.disk.faults.full = true;
    await expect(
      control.app.requestOperation(anna, wish(1, "machine.start")),
    ).rejects.toMatchObject({ code: "DISK_FULL" });
    control.disk.faults.full = false;
    await control.clock.advance(10_000);
    expect(host.commands()).toEqual([]);
  });

  it("fences an act that was given up, and records what the agent says afterwards once", async () => {
    const { control, host } = await oneHost();
    const { id } = await control.app.requestOperation(anna, wish(1, "machine.start"));
    await control.clock.advance(181_000);
    expect(control.app.operationNow(id)?.state).toBe("needs-attention");
    const [command] = host.commands();
    if (command === undefined) throw new RangeError("no command");
    expect(new Set(host.cancels())).toEqual(new Set([command.id]));
    const before = host.cancels().length;
    host.session = "session-2";
    await host.join();
    expect(host.cancels().length).toBeGreaterThan(before);
    await host.answer(command, { type: "succeeded" });
    await host.answer(command, { type: "succeeded" });
    const late = control.feed.sentences.filter((text) => text.includes("was given up"));
    expect(late).toHaveLength(1);
    expect(control.app.operationNow(id)?.state).toBe("needs-attention");
    const fenced = host.cancels().length;
    host.session = "session-3";
    await host.join();
    expect(host.cancels()).toHaveLength(fenced);
  });

  it("turns off a transient machine, which then is not there any more", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted", persistent: false });
    const { id } = await control.app.requestOperation(anna, wish(1, "machine.force-off"));
    await control.clock.advance(10);
    const [command] = host.commands();
    if (command === undefined) throw new RangeError("no command");
    await host.answer(command, { type: "succeeded" });
    host.machines = [];
    await host.report();
    await control.clock.advance(10);
    expect(control.app.operationNow(id)?.state).toBe("succeeded");
    expect(control.app.machineRow(web)).toBeNull();
  });

  it("is refused when too many are open", async () => {
    const control = await startControl({ openOperations: 5 });
    const many = Array.from({ length: 6 }, (_, index) => machineOf(machineNumber(index + 1)));
    const host = new TestHost(control, 1, many);
    await host.join();
    for (const [index, { id }] of many.slice(0, 5).entries()) {
      await control.app.requestOperation(anna, wish(index + 1, "machine.start", { machine: id }));
    }
    const one = many[5]?.id ?? web;
    await expect(
      control.app.requestOperation(anna, wish(9, "machine.start", { machine: one })),
    ).rejects.toMatchObject({ code: "OVERLOADED" });
  });

  it("sets autostart and confirms it to the host", async () => {
    const { control, host } = await oneHost();
    await control.app.requestOperation(
      anna,
      wish(1, "machine.autostart", { params: { enabled: true } }),
    );
    await control.clock.advance(10);
    const [command] = host.commands();
    if (command === undefined) throw new RangeError("no command");
    await host.answer(command, { type: "succeeded" });
    expect(command.action).toMatchObject({ generation: 1, enabled: true });
    const mark = { autostart: "novacron", generation: 1, owner: host.id } as const;
    await host.change(web, mark);
    await control.clock.advance(10);
    const last = control.link.of("hostAssignments").at(-1);
    expect(last?.machines).toEqual([{ id: web, generation: 1, autostart: true, barred: null }]);
  });
});

describe("a metric store that does not start", () => {
  it("keeps samples waiting, says so, and lets everything else work until it is there", async () => {
    const disk = new MemoryDisk();
    const control = await startControl({ disk, metricsDown: true });
    const host = new TestHost(control, 1, [machineOf(web)]);
    await host.join();
    expect(control.app.machine(web).state).toBe("shutoff");
    expect(control.app.fleet().problems.map((one) => one.code)).toEqual(["samples-wait"]);
    expect(host.acks()).toEqual([]);
    control.faults.metricsDown = false;
    await control.clock.advance(5_000);
    await host.batch();
    expect(host.acks().at(-1)).toBe(2);
    expect(control.app.fleet().problems).toEqual([]);
  });
});

describe("a console", () => {
  const stream = {
    incoming: (async function* () {})(),
    write: async () => {},
    close: () => {},
  };

  it("is opened by a ticket that is nowhere stored, and taken once by who asked", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted" });
    const opened = await control.app.openConsole(anna, web, operationNumber(9));
    await control.clock.advance(10);
    const action = host.commands()[0]?.action;
    if (action?.kind !== "tunnel.open") throw new RangeError("no ticket");
    expect(
      JSON.stringify([...control.disk.tableNames()].map((name) => [...control.disk.table(name)])),
    ).not.toContain(action.ticket.secret);
    control.tunnels.dial(opened.operation, stream);
    const command = host.commands()[0];
    if (command === undefined) return;
    await host.answer(command, { type: "succeeded" });
    expect(control.app.operationNow(opened.operation)?.state).toBe("succeeded");
    const bob = { ...anna, id: "eeeeeeee-0000-4000-8000-0000000000b0" as typeof anna.id };
    await expect(control.app.takeConsole(bob, web, opened.operation)).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
    const taken = await control.app.takeConsole(anna, web, opened.operation);
    await expect(control.app.takeConsole(anna, web, opened.operation)).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
    taken.close("done");
    await settled();
    expect(control.feed.sentences.at(-1)).toMatch(/^anna left the console of web-3 after/);
  });

  it("does not outlive a restart", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted" });
    await control.app.openConsole(anna, web, operationNumber(9));
    const second = await startControl({ disk: control.disk, clock: control.clock });
    await second.clock.advance(10);
    expect((await second.app.operation(operationNumber(9))).state).toBe("failed");
  });
});

describe("two hosts with one machine", () => {
  async function conflict() {
    const { control, host } = await oneHost();
    const other = new TestHost(control, 2, [machineOf(web)]);
    await other.join();
    return { control, host, other };
  }

  it("are shown as a conflict, act on nothing and confirm no autostart", async () => {
    const { control } = await conflict();
    const view = control.app.machine("web-3");
    expect(view.conflict).toBe(true);
    expect(view.copies.map((copy) => copy.hostName).sort()).toEqual(["h1", "h2"]);
    expect(control.app.fleet().conflicts).toBe(1);
    await expect(
      control.app.requestOperation(anna, wish(1, "machine.start")),
    ).rejects.toMatchObject({ code: "MACHINE_CONFLICT" });
    const last = control.link.of("hostAssignments").at(-1);
    expect(last?.machines[0]?.barred).toBe("more than one host reports this machine");
  });

  it("stay one while the other host is offline", async () => {
    const { control, host } = await conflict();
    await host.status("offline");
    expect(control.app.machine("web-3").conflict).toBe(true);
  });

  it("are settled by a person: generation up, the other copy barred, also after a restart", async () => {
    const { control, host, other } = await conflict();
    await control.app.resolveConflict(anna, web, host.id);
    await control.clock.advance(10);
    const view = control.app.machine("web-3");
    expect([view.conflict, view.host]).toEqual([false, host.id]);
    const barred = control.link.of("hostAssignments").filter((one) => one.host === other.id);
    expect(barred.at(-1)?.machines[0]).toMatchObject({
      generation: 1,
      autostart: false,
      barred: "anna named h1 as the owner",
    });
    const autostart = wish(1, "machine.autostart", { params: { enabled: true } });
    await control.app.requestOperation(anna, autostart);
    await control.clock.advance(10);
    expect(host.commands()[0]?.action).toMatchObject({ generation: 1 });
    const second = await startControl({ disk: control.disk, clock: control.clock });
    expect(second.app.machine("web-3").host).toBe(host.id);
    other.moveTo(second);
    await other.change(web, { state: "running", reason: "booted" });
    expect(second.app.machine("web-3").conflict).toBe(true);
  });
});

describe("views", () => {
  it("show unknown for the machines of a host that is gone, and what they were before", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted" });
    await host.status("offline");
    const view = control.app.machine(web);
    expect([view.state, view.reason, view.report.state]).toEqual([
      "unknown",
      "host-offline",
      "running",
    ]);
    expect(control.app.fleet().hosts).toEqual({ online: 0, stale: 0, offline: 1 });
    expect(control.feed.sentences).toContain("Host h1 is offline");
  });

  it("ignore the last will of a process that another one replaced", async () => {
    const { control, host } = await oneHost();
    host.session = "session-2";
    await host.join();
    await host.status("offline", "session-1");
    expect(control.app.host("h1").state).toBe("online");
  });

  it("carry the newest figures of what was stored", async () => {
    const { control, host } = await oneHost();
    await host.change(web, { state: "running", reason: "booted" });
    await host.batch([], [machineBlock({ [web]: 0.5 })]);
    expect(control.app.machines(everything).items[0]?.cpuUsed).toBe(0.5);
    const second = await startControl({ disk: control.disk, clock: control.clock });
    host.moveTo(second);
    await host.status("online");
    expect(second.app.machine(web).cpuUsed).toBe(0.5);
  });

  it("tell at once that memory is nearly used up, in the fleet and to other tools", async () => {
    const { control, host } = await oneHost();
    expect(control.app.fleet().problemsTotal).toBe(0);
    const levels = ["memoryTotalBytes", "memoryAvailableBytes"];
    await host.batch([], [{ target: "host", columns: levels, rows: [[100, 3]] }]);
    expect(control.app.fleet().problems).toMatchObject([
      { code: "memory-low", severity: "warning", host: host.id, see: "machines" },
    ]);
    await control.clock.advance(10);
    const facts = control.link.sent.filter(({ topic }) => topic === "fleetHost");
    expect(facts.at(-1)?.payload).toMatchObject({
      problems: [{ code: "memory-low", since: null }],
    });
    await host.status("offline");
    expect(control.app.host("h1").problems.map(({ code }) => code)).toEqual(["host-offline"]);
  });

  it("tell it by the limits that a person set, also after a restart", async () => {
    const { control, host } = await oneHost();
    const { usual } = control.app.limits.view();
    const disk = { critical: 0.4, criticalUntil: 0.5, warning: 0.6, warningUntil: 0.7 };
    await control.app.limits.set({ ...usual, agentDisk: disk });
    const second = await startControl({ disk: control.disk, clock: control.clock });
    expect(second.app.limits.view()).toEqual({ limits: { ...usual, agentDisk: disk }, usual });
    host.moveTo(second);
    await host.status("online");
    const levels = ["agentDiskTotalBytes", "agentDiskAvailableBytes"];
    await host.batch([], [{ target: "host", columns: levels, rows: [[100, 35]] }]);
    expect(second.app.fleet().problems).toMatchObject([
      { code: "agent-disk-low", severity: "critical" },
    ]);
  });

  it("filter, and refuse a filter that means nothing", async () => {
    const { control } = await oneHost();
    const filtered = control.app.machines({ ...everything, filter: "state:shutoff web" });
    expect(filtered.total).toBe(1);
    expect(() => control.app.machines({ ...everything, filter: "colour:red" })).toThrow(/colour/);
  });

  it("forget an offline host when told, and only then", async () => {
    const { control, host } = await oneHost();
    await expect(control.app.forgetHost(anna, host.id)).rejects.toMatchObject({ code: "CONFLICT" });
    await host.status("offline");
    await control.app.forgetHost(anna, host.id);
    expect(control.app.hosts()).toEqual([]);
    expect(control.app.machineRow(web)).toBeNull();
    await host.join();
    expect(control.app.machineRow(web)?.state).toBe("shutoff");
  });

  it("offer a demo guest to an empty host and build it", async () => {
    const control = await startControl();
    const host = new TestHost(control, 1, []);
    await host.join();
    expect(control.app.fleet().demoOffered).toBe(true);
    const body = wish(1, "machine.create-demo", { host: hostNumber(1) });
    await control.app.requestOperation(anna, body);
    await control.clock.advance(10);
    const [command] = host.commands();
    if (command === undefined) throw new RangeError("no command");
    await host.answer(command, { type: "succeeded" });
    await host.change(web, { demo: true, state: "running", reason: "booted", name: "demo" });
    await control.clock.advance(10);
    expect(control.app.operationNow(body.id)?.state).toBe("succeeded");
    expect(control.app.fleet().demoOffered).toBe(false);
  });
});

describe("an epoch", () => {
  it("is raised by the setting, kept, and never lowered", async () => {
    const disk = new MemoryDisk();
    const epochOf = async (leastEpoch?: number) => {
      const { app, link } = await startControl(
        leastEpoch === undefined ? { disk } : { disk, leastEpoch },
      );
      const said = link.of("controlStatus")[0]?.epoch;
      await app.stop();
      return [app.epoch(), said];
    };
    expect(await epochOf()).toEqual([1, 1]);
    expect(await epochOf(4)).toEqual([4, 4]);
    expect(await epochOf()).toEqual([4, 4]);
    expect(await epochOf(2)).toEqual([4, 4]);
  });

  it("that a host refuses is a problem of that host and of the fleet", async () => {
    const { control, host } = await oneHost();
    const problem = { code: "epoch-refused", text: "what to do", since: 5 };
    host.inventory = { ...host.inventory, problems: [problem] };
    await host.report();
    const note = { ...problem, text: "h1: what to do", severity: "critical", host: host.id };
    expect(control.app.host(host.id).problems).toMatchObject([note]);
    expect(control.app.fleet().problems).toMatchObject([note]);
  });
});
