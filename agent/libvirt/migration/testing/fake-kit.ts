import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { onTestFinished } from "vitest";
import { LIBVIRT_CODE, LibvirtError } from "../../errors.ts";
import type { GateSight } from "../../gate/process/gate-record.ts";
import type { RemoteApi } from "../../generated/remote-api.ts";
import type { Session } from "../../session.ts";
import { systemClock } from "../../testing/system-clock.ts";
import type { Gates, MoveKit } from "../move-kit.ts";
import { MoveRecords } from "../move-record.ts";

export const machine = "c14a0e23-4b5f-48eb-b362-0d70c78174ee" as MachineId;
export const here = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01" as HostId;
export const elsewhere = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a02" as HostId;

export interface FakeDomain {
  /** virDomainState and its reason. */
  state: number;
  reason: number;
  persistent: boolean;
  autostart: boolean;
}

/** One machine as libvirtd keeps it, and what was asked of it, in order: for what must not be done in another order. */
export class FakeHost {
  domain: FakeDomain | null;
  readonly asked: string[] = [];
  /** What its agent was told beside libvirt's own events. */
  readonly told: string[] = [];
  /** Id of another machine with the name that is asked for. */
  namesake: string | null = null;
  qemuVersion = 7_002_000n;
  /** libvirt keeps a job of a move that is over, and begins nothing with the machine. */
  hasLeftJob = false;
  sights: { source: GateSight | null; target: GateSight | null } = { source: null, target: null };
  /** What a gate's end does to the machine. */
  onClose: (role: "source" | "target") => void = () => undefined;
  /** What libvirt's migration comes to, by its flags. */
  onPerform: (flags: number) => Promise<void> = async () => undefined;

  constructor(domain: FakeDomain | null) {
    this.domain = domain;
  }

  /** Its folder goes with the test that asks for it. */
  async kit(): Promise<MoveKit> {
    const folder = await mkdtemp(join(tmpdir(), "novacron-kit-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const session = { remote: this.#remote() } as unknown as Session;
    const act = async <T>(run: (session: Session) => Promise<T>) => await run(session);
    return {
      host: here,
      identity: () => ({ ca: "", cert: "", key: "" }),
      gates: this.#gates(),
      folder,
      listen: "127.0.0.1",
      configuration: "/nowhere/qemu.conf",
      tls: async () => ({ problem: null, authorities: null }),
      clock: systemClock,
      records: new MoveRecords(folder),
      daemonSocket: async () => "/nowhere",
      dirtyRate: async () => 0,
      unseen: (_, act) => act(),
      changed: (_, name, event) => void this.told.push(`${name} ${event}`),
      jobEnded: (_, name) => void this.told.push(`${name} job/ended`),
      qemu: act,
      storage: act,
      network: act,
    };
  }

  sight(role: "source" | "target", over: Partial<GateSight>): void {
    this.sights[role] = {
      role,
      machine,
      pid: 1,
      processStart: "1",
      port: 1,
      uri: null,
      finish: "none",
      held: false,
      ended: false,
      problem: null,
      isAlive: true,
      ...over,
    };
  }

  #gates(): Gates {
    const gates: Pick<Gates, "expect" | "look" | "close" | "openSource"> = {
      expect: () => void this.asked.push("expect a gate"),
      look: (_, role) => this.sights[role],
      close: async (_, role, knows = false) => {
        this.asked.push(`close ${role}${knows ? " for certain" : ""}`);
        if (this.sights[role] !== null) this.onClose(role);
        this.sights[role] = null;
      },
      openSource: async () => {
        this.sight("source", {});
        return "qemu+unix:///system?socket=/nowhere";
      },
    };
    return gates as Gates;
  }

  #remote(): RemoteApi {
    const dom = { name: "web", uuid: machine, id: 1 };
    const found = (): FakeDomain => {
      if (this.domain !== null) return this.domain;
      throw new LibvirtError("look up", errorOf(LIBVIRT_CODE.noDomain));
    };
    const known: Partial<Record<keyof RemoteApi, (args: never) => Promise<unknown>>> = {
      domainLookupByUuid: async () => found() && { dom },
      domainLookupByName: async ({ name }: { name: string }) => {
        if (this.namesake !== null) return { dom: { name, uuid: this.namesake, id: -1 } };
        throw new LibvirtError("look up", errorOf(LIBVIRT_CODE.noDomain));
      },
      connectGetVersion: async () => ({ hvVer: this.qemuVersion }),
      connectGetLibVersion: async () => ({ libVer: 9_000_000n }),
      domainGetState: async () => ({ state: found().state, reason: found().reason }),
      domainIsPersistent: async () => ({ persistent: found().persistent ? 1 : 0 }),
      domainGetAutostart: async () => ({ autostart: found().autostart ? 1 : 0 }),
      domainListAllSnapshots: async () => found() && { snapshots: [], ret: 0 },
      domainGetJobInfo: async () => found() && { type: 0 },
      domainGetJobStats: async () => found() && { type: 0, params: [] },
      domainMigrateSetMaxDowntime: async () => undefined,
      domainMigratePerform3Params: async ({ flags }: { flags: number }) =>
        await this.onPerform(flags),
      domainListAllCheckpoints: async () => found() && { checkpoints: [], ret: 0 },
      domainMigrateConfirm3Params: async () => {
        if (!this.hasLeftJob) {
          throw new LibvirtError("confirm", errorOf(LIBVIRT_CODE.operationInvalid));
        }
        this.asked.push("confirm");
        this.hasLeftJob = false;
        this.domain = null;
      },
      domainDefineXmlFlags: async ({ xml }: { xml: string }) => {
        this.asked.push(`define ${xml}`);
        this.domain = { state: 5, reason: 0, persistent: true, autostart: false };
        return { dom };
      },
      domainGetXmlDesc: async () => found() && { xml: `<domain><uuid>${machine}</uuid></domain>` },
      domainSetAutostart: async ({ autostart }: { autostart: number }) => {
        found().autostart = autostart === 1;
        this.asked.push(`autostart ${autostart}`);
      },
      domainDestroyFlags: async () => {
        this.asked.push("destroy");
        const { persistent } = found();
        this.domain = persistent ? { ...found(), state: 5, reason: 2 } : null;
      },
      domainResume: async () => {
        this.asked.push("resume");
        this.domain = { ...found(), state: 1, reason: 5 };
      },
      domainUndefineFlags: async () => {
        this.asked.push("undefine");
        found();
        this.domain = null;
      },
      storagePoolLookupByName: async () => ({ pool: { name: "images" } }),
      storageVolLookupByName: async () => ({ vol: { name: "a" } }),
      storageVolDelete: async () => void this.asked.push("delete volume"),
      storageVolLookupByPath: async () => ({ vol: { name: "a" } }),
    };
    return new Proxy(known, {
      get: (target, name) => {
        const call = target[name as keyof RemoteApi];
        if (call !== undefined) return call;
        return async () =>
          Promise.reject(new LibvirtError(String(name), errorOf(LIBVIRT_CODE.noSupport)));
      },
    }) as unknown as RemoteApi;
  }
}

function errorOf(code: number) {
  const none = { dom: null, str1: null, str2: null, str3: null, int1: 0, int2: 0, net: null };
  return { code, domain: 0, level: 2, message: `error ${code}`, ...none };
}
