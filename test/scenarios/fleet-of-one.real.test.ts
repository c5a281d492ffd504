import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { act, ask, ended, inState, newOperationId, recorded } from "../framework/operations.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { signalProcess } from "../lab/processes.ts";

let stack: StackUnderTest;
/** Boots Linux and obeys the power button. */
let small: MachineId;
/** Has no operating system: it is deaf to everything but force-off. */
let tiny: MachineId;

const host = () => stack.hosts[0]!;
const refusal = async (asked: Promise<unknown>): Promise<NovaError> => {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof NovaError) return error;
  throw new Error(`it was not refused: ${error}`);
};

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 1 });
  const { lab } = host();
  tiny = (await lab.defineTinyGuest({ name: "tiny" })) as MachineId;
  small = (await lab.defineGuest({ name: "small", nic: { network: "lab" } })) as MachineId;
  await stack.until("both machines are listed", async () => {
    return (await stack.api.call("listMachines")).total === 2;
  });
});
afterAll(() => stack?.down());

describe("the inventory", () => {
  it("has the host as libvirt and the kernel know it", async () => {
    const view = await stack.until("the host names its hypervisor", async () => {
      const shown = await stack.api.call("showHost", { params: { host: host().id } });
      return shown.inventory.libvirtVersion !== null && shown;
    });
    const versions = (await host().lab.virsh(["version", "--daemon"])).stdout;
    expect(versions).toContain(`library: libvirt ${view.inventory.libvirtVersion}`);
    expect(versions).toContain(`hypervisor: QEMU ${view.inventory.qemuVersion}`);
    expect(view).toMatchObject({ name: host().lab.name, state: "online" });
    expect(view.inventory).toMatchObject({ simulated: false, metricsIntervalMs: 1_000 });
    expect(view.inventory.libvirt.state).toBe("connected");
    expect(view.inventory.pools.map((pool) => pool.name)).toEqual(["images"]);
    const networks = view.inventory.networks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(networks).toMatchObject([
      { name: "lab", active: true, forward: "open" },
      { name: "lan", active: true, forward: "bridge", bridge: "br0" },
    ]);
  });

  it("has the machines with the facts of their definition", async () => {
    const view = await stack.api.call("showMachine", { params: { machine: "small" } });
    expect(view).toMatchObject({
      id: small,
      provider: "kvm",
      state: "shutoff",
      hostName: host().lab.name,
      vcpus: 1,
      memoryBytes: 128 * 2 ** 20,
      autostart: "off",
      conflict: false,
    });
    expect(view.report).toMatchObject({ virtualisation: "qemu", arch: "x86_64", persistent: true });
    expect(view.report.nics).toMatchObject([{ type: "network", source: "lab" }]);
    expect(view.copies.map((copy) => copy.host)).toEqual([host().id]);
    const other = await stack.api.call("showMachine", { params: { machine: tiny } });
    expect(other.report.disks).toMatchObject([{ target: "vda", readOnly: true, shareable: false }]);
  });

  it("says that somebody outside made them", async () => {
    expect(await recorded(stack, small, { kind: "machine.appeared" })).toMatchObject({
      actor: "external",
      machineName: "small",
    });
  });
});

describe("operations", () => {
  it("start a machine, with two sources for the outcome", async () => {
    const view = await act(stack, { kind: "machine.start", machine: small });
    expect(view).toMatchObject({ state: "succeeded", requestedBy: "admin", problem: null });
    expect(view.steps.map(({ state }) => state)).toEqual(["done", "done"]);
    expect(view.result).toMatchObject({
      state: "running",
      confirmedBy: "agent outcome and host report",
    });
    expect((await host().lab.virsh(["domstate", "small"])).stdout.trim()).toBe("running");
    await host().lab.waitForGuest("small");
  });

  it("leave its definition to be read, live and of the next start, as libvirt prints it", async () => {
    const { lab } = host();
    const printed = async (...more: string[]) =>
      (await lab.virsh(["dumpxml", "small", ...more])).stdout.trim();
    const found = await stack.api.call("machineDefinition", { params: { machine: "small" } });
    expect(found).toMatchObject({ machine: small, host: host().id, redacted: 0 });
    expect(found.live?.trim()).toBe(await printed());
    expect(found.inactive?.trim()).toBe(await printed("--inactive"));
  });

  it("show the memory as the guest itself sees it", async () => {
    const shown = await stack.until("the guest tells its memory", async () => {
      const view = await stack.api.call("showMachine", { params: { machine: small } });
      return view.memorySource === "guest" && view;
    });
    expect(shown.memoryUsedBytes).toBeGreaterThan(0);
    expect(shown.memoryUsedBytes).toBeLessThan(128 * 2 ** 20);
  });

  it.each([
    ["machine.pause", "paused"],
    ["machine.resume", "running"],
  ] as const)("%s, and libvirt agrees", async (kind, state) => {
    expect(await act(stack, { kind, machine: small })).toMatchObject({ state: "succeeded" });
    expect((await host().lab.virsh(["domstate", "small"])).stdout.trim()).toBe(state);
    const where = ({ data }: RecordEntry): boolean => data.state === state;
    expect(await recorded(stack, small, { kind: "machine.state", where })).toMatchObject({
      actor: "admin",
      data: { state },
    });
  });

  it("set autostart: NovaCron's own, written into the machine, libvirt's flag left off", async () => {
    const wish = { kind: "machine.autostart", machine: small, params: { enabled: true } } as const;
    expect(await act(stack, wish)).toMatchObject({ state: "succeeded" });
    const view = await stack.api.call("showMachine", { params: { machine: small } });
    expect(view).toMatchObject({ autostart: "novacron" });
    expect(view.report).toMatchObject({ owner: host().id, generation: 1 });
    expect((await host().lab.virsh(["dominfo", "small"])).stdout).toMatch(/Autostart:\s+disable/);
    expect((await host().lab.virsh(["dumpxml", "--inactive", "small"])).stdout).toContain(
      host().id,
    );
  });

  it("reboot the guest, which is told once and as the operation's", async () => {
    expect(await act(stack, { kind: "machine.reboot", machine: small })).toMatchObject({
      state: "succeeded",
    });
    const isBack = (): boolean =>
      host().lab.consoleText("small").split("novacron-guest: up").length > 2;
    await stack.until("the guest is up again", isBack, 90_000);
    const query = { machine: small, kind: "machine.note" } as const;
    expect((await stack.api.call("listRecord", { query })).items).toEqual([]);
  });

  it("shut the guest down", async () => {
    const wish = {
      kind: "machine.shutdown",
      machine: small,
      params: { timeoutMs: 60_000 },
    } as const;
    expect(await act(stack, wish)).toMatchObject({ state: "succeeded" });
    expect((await host().lab.virsh(["domstate", "small"])).stdout.trim()).toBe("shut off");
  });
});

describe("an operation's id", () => {
  it("asked again is the same operation, with other content refused", async () => {
    const id = newOperationId();
    const wish = { kind: "machine.start", machine: tiny, id } as const;
    const [one, two] = await Promise.all([ask(stack, wish), ask(stack, wish)]);
    expect([one.id, two.id]).toEqual([id, id]);
    expect(await ended(stack, id)).toMatchObject({ state: "succeeded" });
    const starts = (await stack.api.call("listRecord", { query: { machine: tiny } })).items.filter(
      (entry) => entry.kind === "machine.state" && entry.data.state === "running",
    );
    expect(starts).toHaveLength(1);
    expect((await ask(stack, wish)).state).toBe("succeeded");
    const other = await refusal(ask(stack, { kind: "machine.pause", machine: tiny, id }));
    expect(other.code).toBe("ID_REUSED");
  });
});

describe("a machine that is deaf", () => {
  it("lets a shutdown be cancelled, names every obstacle meanwhile, and is forced off", async () => {
    const { id } = await ask(stack, { kind: "machine.shutdown", machine: tiny });
    await stack.until("the guest was asked", async () => {
      const view = await stack.api.call("showOperation", { params: { operation: id } });
      return view.steps[0]?.state === "running";
    });
    const refused = await refusal(ask(stack, { kind: "machine.start", machine: tiny }));
    expect(refused.code).toBe("ACTION_NOT_POSSIBLE");
    expect(refused.details.obstacles).toEqual(["state", "held"]);
    expect(refused.details.reasons).toHaveLength(2);
    await stack.api.call("cancelOperation", { params: { operation: id } });
    expect(await ended(stack, id)).toMatchObject({
      state: "cancelled",
      cancelRequestedBy: "admin",
      problem: { code: "CANCELLED" },
    });
    await inState(stack, tiny, "running");
    const again = await refusal(stack.api.call("cancelOperation", { params: { operation: id } }));
    expect(again.code).toBe("OPERATION_ENDED");
    expect(await act(stack, { kind: "machine.force-off", machine: tiny })).toMatchObject({
      state: "succeeded",
    });
    expect((await host().lab.virsh(["domstate", "tiny"])).stdout.trim()).toBe("shut off");
  });

  it("is told as not done in time where nobody cancels", async () => {
    await act(stack, { kind: "machine.start", machine: tiny });
    const wish = { kind: "machine.shutdown", machine: tiny, params: { timeoutMs: 1_000 } } as const;
    expect(await act(stack, wish)).toMatchObject({
      state: "failed",
      problem: { code: "DEADLINE_EXCEEDED" },
    });
    expect((await host().lab.virsh(["domstate", "tiny"])).stdout.trim()).toBe("running");
  });
});

describe("what others do", () => {
  it("virsh destroy is somebody outside's", async () => {
    const begun = Date.now();
    await host().lab.virsh(["destroy", "tiny"]);
    await inState(stack, tiny, "shutoff");
    // The view comes from the report, the record from the event, which may be a moment later.
    const where = ({ at }: RecordEntry): boolean => at >= begun;
    expect(await recorded(stack, tiny, { kind: "machine.state", where })).toMatchObject({
      actor: "external",
      operation: null,
      data: { state: "shutoff", reason: "destroyed" },
    });
    const fleet = await stack.api.call("fleet");
    expect(fleet.machines).toMatchObject({ shutoff: 2 });
  });

  it("a QEMU that is killed is a crash, shown as trouble", async () => {
    await act(stack, { kind: "machine.start", machine: tiny });
    const pid = host().qemuPids().get("tiny");
    expect(pid).toBeGreaterThan(0);
    signalProcess(pid ?? 0, "SIGKILL");
    const view = await inState(stack, tiny, "shutoff", "crashed");
    expect(view.reason).toBe("crashed");
    const entry = await recorded(stack, tiny, {
      kind: "machine.state",
      where: ({ data }) => data.reason === "crashed",
    });
    expect(entry).toMatchObject({ severity: "critical", operation: null });
    expect(entry.actor).not.toBe("admin");
    expect(view.problems.map(({ code }) => code)).toContain("crashed");
  });

  it("a reset from inside is the guest's, told once", async () => {
    await act(stack, { kind: "machine.start", machine: tiny });
    await inState(stack, tiny, "running");
    await host().lab.virsh(["reset", "tiny"]);
    const note = await recorded(stack, tiny, { kind: "machine.note" });
    expect(note).toMatchObject({ actor: "guest", data: { note: "guest-reboot" } });
  });

  it("a disk without room pauses the machine, with the reason", async () => {
    const { lab } = host();
    await lab.exec(["mkdir", "-p", "/run/small-disk"]);
    await lab.exec(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/run/small-disk"]);
    await lab.exec(["truncate", "-s", "16M", "/run/small-disk/disk.img"]);
    const disk = "/run/small-disk/disk.img";
    const full = (await lab.defineGuest({ name: "full", disk, work: "disk" })) as MachineId;
    await stack.until("it is listed", async () => {
      return await stack.api.call("showMachine", { params: { machine: full } });
    });
    expect(await act(stack, { kind: "machine.start", machine: full })).toMatchObject({
      state: "succeeded",
    });
    const view = await stack.until(
      "it is paused by the error",
      async () => {
        const shown = await stack.api.call("showMachine", { params: { machine: full } });
        return shown.state === "paused" && shown.reason === "ioerror" && shown;
      },
      90_000,
    );
    expect(view.problems.map(({ code }) => code)).toContain("io-error");
    const note = await recorded(stack, full, {
      kind: "machine.note",
      where: ({ data }) => data.note === "io-error",
    });
    expect(note).toMatchObject({ severity: "critical" });
    expect(note.sentence).toContain("/run/small-disk/disk.img");
    await act(stack, { kind: "machine.force-off", machine: full });
  });
});

describe("the record", () => {
  it("answers who did what to a machine, newest first", async () => {
    const { items } = await stack.api.call("listRecord", { query: { machine: small } });
    expect(items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).sort((a, b) => b - a));
    const done = items.filter(({ kind }) => kind === "operation.ended").reverse();
    expect(done.map(({ actor }) => actor)).toEqual(done.map(() => "admin"));
    expect(done.map(({ data }) => data.kind)).toEqual([
      "machine.start",
      "machine.pause",
      "machine.resume",
      "machine.autostart",
      "machine.reboot",
      "machine.shutdown",
    ]);
  });

  it("answers how the fleet stood at an instant", async () => {
    const paused = await recorded(stack, small, {
      kind: "machine.state",
      where: ({ data }) => data.state === "paused",
    });
    const at = (ms: number) => stack.api.call("recordAsOf", { query: { at: ms, machine: small } });
    expect((await at(paused.at)).items).toMatchObject([
      { name: "small", state: "paused", host: host().id, vcpus: 1, memoryBytes: 128 * 2 ** 20 },
    ]);
    expect((await at(paused.at - 1)).items).toMatchObject([{ state: "running" }]);
    expect((await at(Date.now())).items).toMatchObject([{ state: "shutoff" }]);
    expect((await at(1_000)).items).toEqual([]);
  });
});
