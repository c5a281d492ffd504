import { existsSync } from "node:fs";

/** Not a disk a host's data lies on, though the kernel shows a device behind it. */
const notDisk = /^(sr|fd|loop|ram|zram|nbd)\d+$/;
/** Interfaces that belong to guests, containers or nothing. */
const notUplink = /^(lo|vnet|macvtap|tap|tun|virbr|docker|br-|ifb|dummy|sit|gre|tunl|ip6tnl)/;

/**
 * Which devices count. Whole disks are those with a device of their own in /sys, so neither partitions nor
 * what is stacked on a disk (device mapper, RAID) is counted twice. Likewise interfaces: bonds,
 * bridges and guests' taps only carry on what a physical one counts. Verdicts are kept until `forget`.
 */
export class DeviceFilter {
  readonly #root: string;
  readonly #disks = new Map<string, boolean>();
  readonly #nics = new Map<string, boolean>();

  constructor(root: string) {
    this.#root = root;
  }

  readonly isWholeDisk = (device: string): boolean => {
    const known = this.#disks.get(device);
    if (known !== undefined) return known;
    const path = `${this.#root}/sys/block/${device.replaceAll("/", "!")}/device`;
    const verdict = !notDisk.test(device) && existsSync(path);
    this.#disks.set(device, verdict);
    return verdict;
  };

  readonly isPhysicalNic = (device: string): boolean => {
    const known = this.#nics.get(device);
    if (known !== undefined) return known;
    const verdict = existsSync(`${this.#root}/sys/class/net/${device}/device`);
    this.#nics.set(device, verdict);
    return verdict;
  };

  /** Stands in where there is no physical interface, as in a network namespace of its own. */
  readonly isUplink = (device: string): boolean => !notUplink.test(device);

  forget(): void {
    this.#disks.clear();
    this.#nics.clear();
  }
}
