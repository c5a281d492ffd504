import type { StackHost } from "@novacron/test/framework/stack-host";
import type { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { writeTinyDisk } from "../../guest/tiny-guest.ts";

const knownMs = 180_000;
const disk = "/var/lib/libvirt/images/tiny-still.img";

/** Small machines on the first host of a stack, new ones for each round. */
export class SmallFleet {
  readonly #stack: StackUnderTest;
  readonly #count: number;
  #round = 0;

  constructor(stack: StackUnderTest, count: number) {
    this.#stack = stack;
    this.#count = count;
  }

  /** Runs `act` once NovaCron knows that all of them run, and looks that none is left behind. */
  async round<T>(act: (names: readonly string[]) => Promise<T>): Promise<T> {
    this.#round += 1;
    const names = Array.from({ length: this.#count }, (_, at) => `r${this.#round}-${at}`);
    const [source, ...targets] = this.#stack.hosts as [StackHost, ...StackHost[]];
    // The same disk for all, as on shared storage: nobody writes to it.
    for (const { lab } of targets) writeTinyDisk(lab.outside(disk), "still");
    for (const name of names) {
      await source.lab.defineTinyGuest({ name, tiny: "still" });
      await source.lab.virsh(["start", name]);
    }
    await this.#untilKnown(names);
    const done = await act(names);
    const left = await runningOn(source);
    const arrived = (await Promise.all(targets.map(runningOn))).flat();
    if (left.length > 0 || arrived.length !== names.length) {
      throw new RangeError(`${arrived.length} arrived, still there: ${left.join(", ")}`);
    }
    for (const { lab } of targets) {
      for (const name of await runningOn({ lab })) {
        await lab.virsh(["undefine", name]);
        await lab.virsh(["destroy", name]);
      }
    }
    return done;
  }

  /** What each writes is not waited for: an agent samples a machine every 20 s, and the move itself where it is not known. */
  async #untilKnown(names: readonly string[]): Promise<void> {
    const { api } = this.#stack;
    await this.#stack.until(
      "NovaCron knows that all of them run",
      async () => {
        const { items } = await api.call("listMachines", { query: { limit: 200 } });
        const running = items.filter(({ state }) => state === "running");
        return names.every((name) => running.some((one) => one.name === name));
      },
      knownMs,
    );
  }
}

async function runningOn({ lab }: Pick<StackHost, "lab">): Promise<string[]> {
  const { stdout } = await lab.virsh(["list", "--name"]);
  return stdout.split("\n").filter(Boolean);
}
