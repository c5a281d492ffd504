import type { HostId } from "@novacron/protocol/domain/ids";
import { whatIfRoute } from "@novacron/protocol/http/placement";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf } from "../../kit/fleet.ts";
import { startControl } from "../../kit/kit.ts";
import { MoverHost } from "../../kit/movers.ts";

const GiB = 2 ** 30;
const path = "/var/lib/libvirt/images";
const disk = {
  target: "vda",
  device: "disk" as const,
  type: "file",
  source: `${path}/web-1.qcow2`,
  format: "qcow2",
  bus: "virtio",
  readOnly: false,
  capacityBytes: 30 * GiB,
  shareable: false,
};
const pool = {
  name: "images",
  type: "dir",
  active: true,
  path,
  capacityBytes: 200 * GiB,
  allocationBytes: 100 * GiB,
  availableBytes: 100 * GiB,
};

async function fleet() {
  const control = await startControl();
  const machines = [1, 2].map((number) =>
    machineOf(machineNumber(number), {
      state: "running",
      reason: "booted",
      ...(number === 1 ? { disks: [disk] } : {}),
    }),
  );
  const hosts = [new MoverHost(control, 1, machines), new MoverHost(control, 2)] as const;
  for (const host of hosts) {
    host.inventory = { ...host.inventory, pools: [pool] };
    await host.join();
  }
  const ask = async (change: Parameters<typeof control.app.placement.advisor.whatIf>[0]) =>
    whatIfRoute.answer.parse(await control.app.placement.advisor.whatIf(change));
  return { hosts, ask };
}

describe("what if", () => {
  it("a host is added: it stands beside the others, named after the one it is like", async () => {
    const { hosts, ask } = await fleet();
    const told = await ask({ kind: "host-added", like: hosts[0].id });
    const names = told.after.hosts.map(({ hostName }) => hostName).sort();
    expect(names).toEqual(["another h1", "h1", "h2"]);
    expect(told.before.hosts).toHaveLength(2);
  });

  it("a host is lost: what fits elsewhere is told apart from what only that host's disks hold", async () => {
    const { hosts, ask } = await fleet();
    const told = await ask({ kind: "host-lost", host: hosts[0].id });
    expect(told.words).toContain("2 machines would find a place on 1 host");
    expect(told.words).toContain(
      "1 machine of it has a disk that no other host reaches: started again only from a backup",
    );
    const other = await ask({ kind: "host-lost", host: hosts[1].id });
    expect(other.words.join()).not.toContain("backup");
  });

  it("refuses a host that is not there", async () => {
    const { ask } = await fleet();
    const host = "00000000-0000-4000-8000-0000000000ff" as HostId;
    await expect(ask({ kind: "host-lost", host })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
