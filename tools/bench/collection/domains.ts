import { Lab } from "@novacron/test/lab/lab";
import type { LabHost } from "@novacron/test/lab/lab-host";

export interface Domains {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly libvirtd: number;
  /** QEMUs of the idle half: in them what a collector causes can be told from what the guest does. */
  readonly idleQemus: readonly number[];
}

const together = 5;
/** Guests with a kernel, whose balloon tells the guest's own memory. */
const withSystem = 3;

/** One real libvirt host with `count` running domains: half idle for ever, half busy for 4 % of the time. */
export async function startDomains(count: number): Promise<Domains> {
  const lab = await Lab.up({ hosts: 1 });
  try {
    const host = lab.hosts[0];
    if (host === undefined) throw new RangeError("the lab has no host");
    const half = Math.floor(count / 2);
    for (let index = 0; index < count; index += 1) {
      const name = `bench-${String(index).padStart(2, "0")}`;
      if (index < half) await host.defineTinyGuest({ name, nic: "tap", tiny: "still" });
      else if (index < count - withSystem)
        await host.defineTinyGuest({ name, nic: "tap", tiny: "part" });
      else await host.defineGuest({ name, work: "cpu", loadPercent: 1, nic: "tap" });
    }
    for (let from = 0; from < count; from += together) {
      const names = Array.from(
        { length: Math.min(together, count - from) },
        (_, i) => `bench-${String(from + i).padStart(2, "0")}`,
      );
      for (const name of names) await host.virsh(["start", name]);
      for (const name of names) await host.waitForGuest(name, 240_000);
    }
    return { lab, host, libvirtd: pidOf(host, "libvirtd"), idleQemus: qemusOf(host, half) };
  } catch (error) {
    await lab.down();
    throw error;
  }
}

function pidOf(host: LabHost, name: string): number {
  const found = host.processes().find((process) => process.name === name);
  if (found === undefined) throw new RangeError(`no ${name} on ${host.name}`);
  return found.outside;
}

/** Started in order of their numbers, so the first are the idle ones. */
function qemusOf(host: LabHost, count: number): readonly number[] {
  return host
    .processes()
    .filter(({ name }) => name.startsWith("qemu-system"))
    .sort((a, b) => a.inside - b.inside)
    .slice(0, count)
    .map(({ outside }) => outside);
}
