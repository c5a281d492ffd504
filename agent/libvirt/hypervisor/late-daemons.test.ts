import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import * as connect from "../generated/connect.ts";
import * as storage from "../generated/storage.ts";
import { LibvirtHypervisor } from "../hypervisor.ts";
import { type FakeCall, FakeLibvirt } from "../testing/fake-server.ts";
import { systemClock } from "../testing/system-clock.ts";

const pool = { name: "images", uuid: "6695eb01-f6a4-8304-79aa-97f2502e1901" };
const capabilities = `<capabilities><host><uuid>${pool.uuid}</uuid></host></capabilities>`;

/** Two daemons: of machines, and of pools and networks. */
async function twoDaemons(): Promise<{ qemu: FakeLibvirt; others: FakeLibvirt; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "nova-late-"));
  const [qemu, others] = [await FakeLibvirt.listen(), await FakeLibvirt.listen()];
  await symlink(qemu.address.socketPath, join(folder, "virtqemud-sock"));
  for (const name of ["virtnetworkd-sock", "virtstoraged-sock"])
    await symlink(others.address.socketPath, join(folder, name));
  qemu.on(connect.connectGetCapabilities, (call) => call.reply({ capabilities }));
  qemu.on(connect.connectGetLibVersion, (call) => call.reply({ libVer: 9_000_000n }));
  others.on(connect.connectListAllNetworks, (call) => call.reply({ nets: [], ret: 0 }));
  others.on(connect.connectListAllStoragePools, (call) => call.reply({ pools: [pool], ret: 1 }));
  others.on(storage.storagePoolGetXmlDesc, (call) => call.reply({ xml: "<pool type='dir'/>" }));
  others.on(storage.storagePoolGetInfo, (call) =>
    call.reply({ state: 2, capacity: 9n, allocation: 4n, available: 5n }),
  );
  return { qemu, others, folder };
}

it("an inventory waits for the daemon of pools, which is not connected yet", async () => {
  const { qemu, others, folder } = await twoDaemons();
  const late: FakeCall[] = [];
  others.on(connect.authList, (call) => void late.push(call));
  const letIn = () => {
    for (const call of late) call.reply({ types: [0] });
  };
  qemu.on(connect.connectGetVersion, (call) => {
    call.reply({ hvVer: 7_002_000n });
    setImmediate(letIn);
  });
  const hypervisor = new LibvirtHypervisor({
    clock: systemClock,
    random: Math.random,
    runFolder: folder,
  });
  await hypervisor.start(new AbortController().signal);
  await vi.waitFor(() => expect(hypervisor.health().state).toBe("connected"));
  await vi.waitFor(() => expect(late).toHaveLength(2));
  const { pools } = await hypervisor.inventory();
  expect(pools).toMatchObject([{ name: "images", active: true }]);
  await hypervisor.stop();
  await Promise.all([qemu.close(), others.close(), rm(folder, { recursive: true })]);
});
