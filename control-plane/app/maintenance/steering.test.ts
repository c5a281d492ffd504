import { holderOf } from "@novacron/protocol/domain/may";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";

const GiB = 2 ** 30;
const running = (number: number, more = {}) =>
  machineOf(machineNumber(number), { state: "running", reason: "booted", ...more });
const id = operationNumber(50);
const asAnna = { name: "anna", who: anna };
const wish = { id, hook: "none", returns: true, acceptRisk: true } as const;

async function fleetOf(machines = [running(1), running(2)]) {
  const control = await startControl();
  const [h1, h2, h3] = [
    new MoverHost(control, 1, machines),
    new MoverHost(control, 2),
    new MoverHost(control, 3),
  ] as const;
  const all = [h1, h2, h3];
  for (const host of all) await host.join();
  const { maintenances } = control.app;
  const pass = async (turns: number) => {
    for (let i = 0; i < turns; i += 1) {
      await control.clock.advance(2_000);
      for (const host of all) await host.batch();
      await workAll(...all);
    }
  };
  const steer = (action: Parameters<typeof maintenances.steer>[2]["action"], by = "anna") =>
    maintenances.steer({ name: by, who: holderOf("administrator") }, id, { action });
  const states = async () => (await maintenances.show(id)).hosts.map(({ state }) => state);
  const record = async () =>
    (await control.app.seenBy(anna).record({ limit: 200 })).map(({ sentence }) => sentence);
  return { control, maintenances, h1, h2, h3, pass, steer, states, record };
}

describe("a host that is stuck", () => {
  it("is planned once more when what stood in the way is gone, and all its machines come back", async () => {
    const fleet = await fleetOf([running(1), running(2, { autostart: "libvirt" })]);
    const { maintenances, h1, pass, steer, states, record } = fleet;
    await maintenances.begin(asAnna, { ...wish, hook: "person", hosts: [h1.id] });
    await pass(6);
    expect(await states()).toEqual(["stuck"]);
    expect(h1.machines.map(({ name }) => name)).toEqual(["web-2"]);
    h1.machines = h1.machines.map((one) => ({ ...one, autostart: "off" as const }));
    await h1.report();
    await steer("retry", "bob");
    await pass(6);
    expect(await states()).toEqual(["maintained"]);
    expect(h1.machines).toEqual([]);
    await steer("go-on");
    await pass(8);
    expect(await states()).toEqual(["done"]);
    expect(h1.machines.map(({ name }) => name).sort()).toEqual(["web-1", "web-2"]);
    const said = await record();
    expect(said).toContain("anna began a maintenance of h1");
    expect(said).toContainEqual(expect.stringMatching(/^The maintenance of h1 is stuck: 1 of its/));
    expect(said).toContain("h1 is in maintenance");
    expect(said).toContain("anna asked to move web-1 from h1 to h2: host h1 is being drained");
    expect(said).toContainEqual(expect.stringMatching(/to h1: h1 is done and takes its machines/));
    expect(said).toContain("The maintenance of h1 is done");
  });

  it("is skipped: it takes machines again, and the next one has its turn", async () => {
    const { maintenances, h1, h2, pass, steer, states } = await fleetOf([
      running(1, { autostart: "libvirt" }),
    ]);
    await maintenances.begin(asAnna, { ...wish, hosts: [h1.id, h2.id] });
    await pass(4);
    expect(await states()).toEqual(["stuck", "planned"]);
    await steer("skip");
    await pass(4);
    expect(await states()).toEqual(["skipped", "done"]);
    expect((await maintenances.show(id)).state).toBe("ended");
    expect(h1.machines).toHaveLength(1);
  });
});

describe("a host of which all moves are made", () => {
  it("is not called empty where a machine was started there meanwhile", async () => {
    const { maintenances, h1, pass, steer, states } = await fleetOf([
      running(1),
      machineOf(machineNumber(2), { state: "shutoff" }),
    ]);
    await maintenances.begin(asAnna, { ...wish, hook: "person", hosts: [h1.id] });
    await h1.change(machineNumber(2), { state: "running", reason: "booted" });
    await h1.report();
    await pass(6);
    const [host] = (await maintenances.show(id)).hosts;
    expect(host?.state).toBe("stuck");
    expect(host?.problem).toContain("1 machine came to it or started there");
    expect(host?.problem).toContain("web-2");
    await steer("retry");
    await pass(6);
    expect(await states()).toEqual(["maintained"]);
    expect(h1.machines).toEqual([]);
  });
});

describe("what is asked of a maintenance", () => {
  it("is refused with the reason where it would do nothing", async () => {
    const { maintenances, h1, steer } = await fleetOf();
    await maintenances.begin(asAnna, { ...wish, hook: "person", hosts: [h1.id] });
    for (const action of ["go-on", "retry", "skip", "run"] as const) {
      const refused = await steer(action).catch((error: unknown) => error);
      const reason = action === "run" ? /names no hook/ : /^h1 is (planned|draining)/;
      const details = { reasons: [expect.stringMatching(reason)] };
      expect(refused).toMatchObject({ code: "ACTION_NOT_POSSIBLE", details });
    }
  });

  it("is judged for each of its hosts: the second may be the one that the rest cannot do without", async () => {
    const { maintenances, h1, h2, h3 } = await fleetOf(
      [1, 2].map((n) => running(n, { memoryMaxBytes: 10 * GiB, memoryBytes: 10 * GiB })),
    );
    for (const [host, memoryGib] of [
      [h1, 16],
      [h2, 24],
      [h3, 24],
    ] as const) {
      host.inventory = { ...host.inventory, memoryBytes: memoryGib * GiB };
      await host.report();
    }
    const safe = { ...wish, acceptRisk: false };
    await expect(
      maintenances.begin(asAnna, { ...safe, hosts: [h1.id, h2.id, h2.id] }),
    ).rejects.toMatchObject({ code: "CONFLICT", next: "Name each host once" });
    const reason =
      "While h2 is empty: If h3 were lost meanwhile, the rest would have too little memory";
    await expect(
      maintenances.begin(asAnna, { ...safe, hosts: [h1.id, h2.id] }),
    ).rejects.toMatchObject({ code: "ACTION_NOT_POSSIBLE", details: { reasons: [reason] } });
    const begun = await maintenances.begin(asAnna, { ...safe, hosts: [h1.id] });
    expect(begun.state).toBe("running");
  });
});
