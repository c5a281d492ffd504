import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { choiceOf, hashOf, shareOf, uuidOf } from "./chance.ts";
import { loadProfiles } from "./load-model.ts";
import type { MachineSpec } from "./sim-machine.ts";

/** The host of that number in the fleet of a seed; always the same. */
export function simulatedHostId(seed: number, index: number): HostId {
  return uuidOf(seed, `host/${index}`) as HostId;
}

export function simulatedHostName(index: number): string {
  return `sim-${String(index + 1).padStart(2, "0")}`;
}

/** The machines of one simulated host: a mix of roles, one in eight off, a third on shared storage. */
export function simulatedMachines(
  seed: number,
  hostIndex: number,
  count: number,
): readonly MachineSpec[] {
  const host = simulatedHostId(seed, hostIndex);
  return Array.from({ length: count }, (_, index) => {
    const label = `machine/${hostIndex}/${index}`;
    const profile = choiceOf(seed, label, loadProfiles);
    const isOurs = hashOf(seed, `${label}/ours`) % 3 === 0;
    const number = String(hostIndex * count + index + 1).padStart(4, "0");
    return {
      id: uuidOf(seed, label) as MachineId,
      name: `${profile.kind}-${number}`,
      profile,
      state: index > 0 && shareOf(seed, `${label}/off`) < 0.125 ? "shutoff" : "running",
      autostart: isOurs ? "novacron" : "off",
      sharedDisk: hashOf(seed, `${label}/disk`) % 3 === 0,
      ...(isOurs ? { mark: { generation: 0, owner: host, autostart: true } } : {}),
    };
  });
}
