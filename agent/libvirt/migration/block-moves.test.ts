import { expect, test } from "vitest";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Session } from "../session.ts";
import { followBlockMove, performBlockMove, settleBlockMove } from "./block-moves.ts";
import type { MoveKit } from "./move-kit.ts";
import { FakeHost, here, machine } from "./testing/fake-kit.ts";

// Two disks of one machine between two pools, on a libvirtd whose copies are done when they are asked for.

const targets = ["vda", "vdb"] as const;
const placed = targets.map((target) => ({
  target,
  pool: "new",
  volume: target,
  path: `/new/${target}`,
  format: "raw",
}));

class FakeDisks {
  live = new Map<string, string>(targets.map((target) => [target, `/old/${target}`]));
  kept = new Map(this.live);
  readonly mirrors = new Map<string, string>();
  /** Where a copy of it does not begin. */
  broken: string | null = null;
  /** libvirt cannot be asked any more: the agent is killed. */
  lostAt: string | null = null;

  #xml(disks: ReadonlyMap<string, string>, isLive: boolean): string {
    const all = [...disks].map(([target, file]) => {
      const to = isLive ? this.mirrors.get(target) : undefined;
      const mirror = to && `<mirror ready='yes'><source file='${to}'/></mirror>`;
      return `<disk type='file'><source file='${file}'/><target dev='${target}'/>${mirror ?? ""}</disk>`;
    });
    return `<domain type='qemu'><devices>${all.join("")}</devices></domain>`;
  }

  #do(name: string, target: string): void {
    if (this.lostAt === `${name} ${target}`) throw new Error("the agent is gone");
  }

  remote(): Partial<Record<keyof RemoteApi, (args: never) => Promise<unknown>>> {
    return {
      domainGetState: async () => ({ state: 1, reason: 1 }),
      domainGetXmlDesc: async ({ flags }: { flags: number }) => ({
        xml: (flags & 2) === 0 ? this.#xml(this.live, true) : this.#xml(this.kept, false),
      }),
      domainBlockCopy: async ({ path, destxml }: { path: string; destxml: string }) => {
        this.#do("copy", path);
        if (this.broken === path) throw new Error("no room");
        this.mirrors.set(path, /file="([^"]+)"/.exec(destxml)?.[1] ?? "");
      },
      domainGetBlockJobInfo: async () => ({ found: 1, type: 2, bandwidth: 0n, cur: 8n, end: 8n }),
      domainBlockJobAbort: async ({ path, flags }: { path: string; flags: number }) => {
        this.#do(flags === 2 ? "pivot" : "abort", path);
        const to = this.mirrors.get(path);
        this.mirrors.delete(path);
        if (flags === 2 && to !== undefined) this.live.set(path, to);
      },
      domainDefineXmlFlags: async ({ xml }: { xml: string }) => {
        this.#do("define", "");
        for (const [, file = "", target = ""] of xml.matchAll(
          /file="([^"]+)"\/><target dev="(\w+)"/g,
        ))
          this.kept.set(target, file);
      },
    };
  }
}

async function made(): Promise<{ disks: FakeDisks; kit: MoveKit }> {
  const disks = new FakeDisks();
  const kit = await new FakeHost({ state: 1, reason: 1, persistent: true, autostart: false }).kit();
  const qemu: MoveKit["qemu"] = (act) =>
    kit.qemu(async ({ remote }) => {
      const own = disks.remote();
      const both = new Proxy(remote, {
        get: (all, name) => own[name as keyof RemoteApi] ?? all[name as keyof RemoteApi],
      });
      return await act({ remote: both } as Session);
    });
  return { disks, kit: { ...kit, qemu } };
}

const options = { kind: "storage" as const };
const request = { machine, next: 1, gate: null, options, disks: placed };
const control = () => ({ signal: new AbortController().signal, progress: () => undefined });
const all = (folder: string) => new Map(targets.map((target) => [target, `/${folder}/${target}`]));
const recordOf = async (kit: MoveKit) => (await kit.records.source(machine))!;

test("all disks go over at the end, and the kept definition with them", async () => {
  const { disks, kit } = await made();
  const { measured } = await performBlockMove(kit, request, control());
  expect(measured.diskBytes).toBe(16);
  expect([disks.live, disks.kept]).toEqual([all("new"), all("new")]);
  expect((await recordOf(kit)).target).toBe(here);
});

test("where a copy does not begin, or it is cancelled, none is left and each disk is where it was", async () => {
  const { disks, kit } = await made();
  disks.broken = "vdb";
  await expect(performBlockMove(kit, request, control())).rejects.toThrow("no room");
  expect([disks.live, disks.kept, disks.mirrors.size]).toEqual([all("old"), all("old"), 0]);
  disks.broken = null;
  const cancelled = { ...control(), signal: AbortSignal.abort() };
  await expect(performBlockMove(kit, request, cancelled)).rejects.toMatchObject({
    code: "CANCELLED",
  });
  expect([disks.live, disks.kept, disks.mirrors.size]).toEqual([all("old"), all("old"), 0]);
});

test("an agent that was killed goes on with the copies that it finds", async () => {
  for (const lostAt of ["pivot vda", "pivot vdb", "define "]) {
    const { disks, kit } = await made();
    disks.lostAt = lostAt;
    const died = { ...kit, qemu: refusingAfter(disks, kit) };
    await expect(performBlockMove(died, request, control())).rejects.toThrow("the agent is gone");
    disks.lostAt = null;
    const done = await followBlockMove(kit, await recordOf(kit), control());
    expect(done, lostAt).not.toBe(null);
    expect([disks.live, disks.kept, disks.mirrors.size]).toEqual([all("new"), all("new"), 0]);
  }
});

test("one that was killed before the last copy began undoes the others", async () => {
  const { disks, kit } = await made();
  disks.lostAt = "copy vdb";
  const died = { ...kit, qemu: refusingAfter(disks, kit) };
  await expect(performBlockMove(died, request, control())).rejects.toThrow("the agent is gone");
  expect(disks.mirrors.size).toBe(1);
  disks.lostAt = null;
  expect(await followBlockMove(kit, await recordOf(kit), control())).toBe(null);
  expect([disks.live, disks.kept, disks.mirrors.size]).toEqual([all("old"), all("old"), 0]);
  expect(await settleBlockMove(kit, await recordOf(kit))).toBe(false);
});

/** Once the agent is gone, nothing of it asks libvirt again. */
function refusingAfter(disks: FakeDisks, kit: MoveKit): MoveKit["qemu"] {
  let isGone = false;
  return async (act) => {
    if (isGone) throw new Error("the agent is gone");
    try {
      return await kit.qemu(act);
    } catch (error) {
      isGone = disks.lostAt !== null;
      throw error;
    }
  };
}
