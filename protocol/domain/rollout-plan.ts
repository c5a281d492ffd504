import type { HostInventory, HostState } from "./host.ts";
import { compareVersions, type ReleaseArch } from "./release.ts";

/** What a plan needs to know of a host. */
export interface UpgradableHost {
  readonly name: string;
  readonly state: HostState;
  readonly inventory: Pick<HostInventory, "agentVersion" | "capabilities" | "arch">;
}

/** What a plan needs to know of a release. */
export interface OfferedRelease {
  readonly version: string;
  readonly minFrom: string;
  readonly archs: readonly ReleaseArch[];
}

export interface WaveSizes {
  /** Hosts of the first wave. */
  readonly canaries: number;
  /** Hosts of each further one. */
  readonly batch: number;
}

export interface PlannedHost<H> {
  readonly host: H;
  /** 0 are the canaries; hosts that are not asked have 0 too. */
  readonly wave: number;
  /** Why its agent is not asked; null where it is. */
  readonly problem: string | null;
}

/** Which host goes in which wave, by name: the same for the control plane that does it and the console that shows it. */
export function planWaves<H extends UpgradableHost>(
  hosts: Iterable<H>,
  release: OfferedRelease,
  { canaries, batch }: WaveSizes,
): readonly PlannedHost<H>[] {
  let place = 0;
  const byName = [...hosts].sort((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map((host) => {
    const problem = upgradeObstacle(host, release);
    if (problem !== null) return { host, wave: 0, problem };
    const wave = place < canaries ? 0 : 1 + Math.floor((place - canaries) / batch);
    place += 1;
    return { host, wave, problem };
  });
}

/** Why the agent of a host is not asked; null where it is. */
export function upgradeObstacle(
  { state, inventory }: UpgradableHost,
  { version, minFrom, archs }: OfferedRelease,
): string | null {
  const { agentVersion, capabilities, arch } = inventory;
  if (state === "offline") return "it is offline";
  if (!capabilities.includes("agent.upgrade")) return "its agent cannot upgrade itself";
  if (compareVersions(agentVersion, version) >= 0) return `it has ${agentVersion} already`;
  if (compareVersions(agentVersion, minFrom) < 0) {
    return `${agentVersion} is too old; upgrade to ${minFrom} first`;
  }
  const wanted = arch === "aarch64" ? "arm64" : "x64";
  return archs.includes(wanted) ? null : `the release has no agent for ${arch}`;
}
