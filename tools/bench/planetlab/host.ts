import { type HostType, hostTypes, wattsAt } from "./hardware.ts";
import { atSource, type Role, shareOut } from "./share.ts";
import { count, type Vm } from "./vm.ts";

/** One server: what runs on it, how busy it is, and how long it gave less than was asked. */
export class Host {
  readonly id: number;
  readonly type: HostType;
  readonly vms: Vm[] = [];
  /** Of those, the ones that are still on their way here. */
  readonly coming = new Set<Vm>();
  /** Seconds switched on, and of those the seconds in which a machine got less than it asked for. */
  activeSeconds = 0;
  shortSeconds = 0;
  #usedMips = 0;
  #usedBefore = 0;
  #look = { at: -1, given: 0, asked: 0, active: true };

  constructor(id: number) {
    this.id = id;
    this.type = hostTypes[id % hostTypes.length]!;
  }

  /** 0 to 1 at the last look. */
  get load(): number {
    return loadOf(this.#usedMips, this.type);
  }

  roleOf(vm: Vm): Role {
    return this.coming.has(vm) ? "comes" : vm.migrating ? "leaves" : "stays";
  }

  /** Shares out the MIPS anew and counts what was given since the last look. */
  look(now: number): void {
    const claims = this.vms.map((vm) => ({ asked: vm.asked, role: this.roleOf(vm) }));
    const shares = shareOut(this.type, claims);
    this.#usedBefore = this.#usedMips;
    let used = 0;
    let asked = 0;
    this.vms.forEach((vm, index) => {
      const { role } = claims[index]!;
      let got = shares[index]!;
      if (role !== "comes") {
        count(vm, now, got, role === "leaves");
        // What the move itself takes away keeps the host busy too.
        if (role === "leaves") got /= atSource;
      }
      used += got;
      asked += vm.asked;
    });
    this.#usedMips = used;
    this.#count(now, used, asked);
  }

  /** Watt seconds since the look before the last, from one load to the other in a straight line. */
  energyOver(seconds: number): number {
    const from = loadOf(this.#usedBefore, this.type);
    if (from === 0) return 0;
    const [first, second] = [wattsAt(this.type, from), wattsAt(this.type, this.load)];
    return (first + (second - first) / 2) * seconds;
  }

  #count(now: number, given: number, asked: number): void {
    const before = this.#look;
    if (before.at >= 0 && now > before.at && before.active) {
      const seconds = now - before.at;
      this.activeSeconds += seconds;
      if (before.given < before.asked) this.shortSeconds += seconds;
    }
    this.#look = { at: now, given, asked, active: given > 0 };
  }
}

function loadOf(mips: number, { totalMips }: HostType): number {
  const load = mips / totalMips;
  return load > 1 && load < 1.01 ? 1 : load;
}
