import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import { defaultProject } from "@novacron/protocol/domain/project";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber, TestHost } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";

const gib = 2 ** 30;
const disk = (capacityBytes: number, more: object = {}) => ({
  target: "vda",
  device: "disk" as const,
  type: "file",
  source: "/var/lib/disk",
  format: "qcow2",
  bus: "virtio",
  readOnly: false,
  shareable: false,
  capacityBytes,
  ...more,
});

async function fleetOf(count: number, more: Parameters<typeof machineOf>[1] = {}) {
  const control = await startControl();
  const ids = Array.from({ length: count }, (_, index) => machineNumber(index + 1));
  const host = new TestHost(
    control,
    1,
    ids.map((id) => machineOf(id, { disks: [disk(10 * gib)], ...more })),
  );
  await host.join();
  return { control, host, ids };
}

const start = (control: TestControl, number: number, machine: MachineId) =>
  control.app.requestOperation(anna, {
    id: operationNumber(number),
    kind: "machine.start",
    machine,
    params: {},
  });

const results = async (all: readonly Promise<unknown>[]) => {
  const settled = await Promise.allSettled(all);
  return {
    done: settled.filter((one) => one.status === "fulfilled").length,
    codes: settled.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : [])),
  };
};

describe("projects", () => {
  it("begin with the default one, to which every machine belongs", async () => {
    const { control } = await fleetOf(3);
    expect(control.app.projects.list()).toMatchObject([
      {
        id: defaultProject,
        name: "default",
        used: { machines: 3, vcpus: 0, memoryBytes: 0, storageBytes: 30 * gib },
      },
    ]);
  });

  it("are made, changed and removed, but not the default one and none with machines", async () => {
    const { control, ids } = await fleetOf(2);
    const { projects } = control.app;
    const web = await projects.add("anna", { name: "web", quota: { vcpus: 4 } });
    expect(web.quota).toMatchObject({ vcpus: 4, machines: null });
    await expect(projects.add("anna", { name: "web", quota: {} })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await projects.change("anna", web.id, { name: "www", quota: { machines: 9 } });
    expect(projects.view(web.id)).toMatchObject({ name: "www", quota: { vcpus: 4, machines: 9 } });
    await projects.assign("anna", web.id, ids);
    for (const id of [defaultProject, web.id]) {
      await expect(projects.remove("anna", id)).rejects.toMatchObject({ code: "CONFLICT" });
    }
    await projects.assign("anna", defaultProject, ids);
    await projects.remove("anna", web.id);
    expect(() => projects.view(web.id)).toThrowError(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("are there after a restart, with their machines and tags", async () => {
    const { control, ids } = await fleetOf(2);
    const web = await control.app.projects.add("anna", { name: "web", quota: {} });
    const [first] = ids as [MachineId];
    await control.app.projects.assign("anna", web.id, [first]);
    await control.app.projects.tag("anna", first, ["prod", "b", "prod"]);
    await control.app.stop();
    const again = await startControl({ disk: control.disk });
    const list = again.app.projects.list();
    expect(list.map((one) => [one.name, one.used.machines])).toEqual([
      ["default", 1],
      ["web", 1],
    ]);
  });
});

describe("a quota", () => {
  it("of machines and storage holds where machines are put into the project, all or none", async () => {
    const { control, ids } = await fleetOf(6);
    const { projects } = control.app;
    const web = await projects.add("anna", {
      name: "web",
      quota: { machines: 4, storageBytes: 35 * gib },
    });
    const refused = projects.assign("anna", web.id, ids);
    await expect(refused).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      details: {
        project: "web",
        "machines.limit": 4,
        "machines.used": 0,
        "machines.wanted": 6,
        "storageBytes.limit": 35 * gib,
        "storageBytes.wanted": 60 * gib,
      },
    });
    expect(projects.view(web.id).used.machines).toBe(0);
    await projects.assign("anna", web.id, ids.slice(0, 3));
    const more = projects.assign("anna", web.id, ids.slice(0, 4));
    await expect(more).rejects.toMatchObject({ details: { "storageBytes.used": 30 * gib } });
    expect(projects.view(web.id).used).toMatchObject({ machines: 3, storageBytes: 30 * gib });
  });

  it("of machines holds when a hundred assignments come at once", async () => {
    const { control, ids } = await fleetOf(100);
    const { projects } = control.app;
    const web = await projects.add("anna", { name: "web", quota: { machines: 7 } });
    const { done, codes } = await results(ids.map((id) => projects.assign("anna", web.id, [id])));
    expect(done).toBe(7);
    expect(new Set(codes)).toEqual(new Set(["QUOTA_EXCEEDED"]));
    expect(projects.view(web.id).used.machines).toBe(7);
  });

  it("of vCPUs holds when a hundred starts come at once", async () => {
    const { control, ids } = await fleetOf(100);
    const { projects } = control.app;
    await projects.change("anna", defaultProject, { quota: { vcpus: 11 } });
    const { done, codes } = await results(ids.map((id, n) => start(control, n + 1, id)));
    expect(done).toBe(5);
    expect(new Set(codes)).toEqual(new Set(["QUOTA_EXCEEDED"]));
    expect(projects.view(defaultProject).used).toMatchObject({ vcpus: 10, memoryBytes: 5 * gib });
  });

  it("of memory counts what runs, and what was started elsewhere too", async () => {
    const { control, host, ids } = await fleetOf(4);
    const { projects } = control.app;
    await projects.change("anna", defaultProject, { quota: { memoryBytes: 2 * gib } });
    const [a, b, c, d] = ids as [MachineId, MachineId, MachineId, MachineId];
    for (const id of [a, b, c]) await host.change(id, { state: "running", reason: "booted" });
    expect(projects.view(defaultProject).used.memoryBytes).toBe(3 * gib);
    await expect(start(control, 1, d)).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      details: { "memoryBytes.limit": 2 * gib, "memoryBytes.used": 3 * gib },
    });
    for (const id of [a, b]) await host.change(id, { state: "shutoff", reason: "shutdown" });
    expect((await start(control, 2, d)).state).toBe("pending");
  });

  it("of vCPUs does not stop what takes none", async () => {
    const { control, host, ids } = await fleetOf(2);
    const { projects } = control.app;
    const [a] = ids as [MachineId];
    await host.change(a, { state: "running", reason: "booted" });
    await projects.change("anna", defaultProject, { quota: { vcpus: 0, machines: 0 } });
    const off = {
      id: operationNumber(1),
      kind: "machine.force-off" as const,
      machine: a,
      params: {},
    };
    expect((await control.app.requestOperation(anna, off)).state).toBe("pending");
  });

  it("does not count what is only inserted or shared for reading", async () => {
    const disks = [
      disk(10 * gib),
      disk(5 * gib, { device: "cdrom" }),
      disk(7 * gib, { readOnly: true }),
      disk(0, { capacityBytes: null }),
    ];
    const { control } = await fleetOf(1, { disks });
    expect(control.app.projects.view(defaultProject).used.storageBytes).toBe(10 * gib);
  });

  it("is asked by whatever makes or resizes machines, inside its own transaction", async () => {
    const { control } = await fleetOf(1);
    const { projects } = control.app;
    const web = await projects.add("anna", { name: "web", quota: { vcpus: 4, machines: 1 } });
    const wanted = { machines: 1, vcpus: 4, memoryBytes: 1, storageBytes: 1 };
    projects.admit(web.id, wanted, "make a machine");
    expect(() => projects.admit(web.id, { ...wanted, vcpus: 5 }, "make a machine")).toThrowError(
      expect.objectContaining({ code: "QUOTA_EXCEEDED" }),
    );
    const unknown = "ffffffff-0000-4000-8000-000000000001" as ProjectId;
    expect(() => projects.view(unknown)).toThrowError();
  });
});
