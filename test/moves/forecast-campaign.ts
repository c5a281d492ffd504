import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { type RecordedMove, recordedMove } from "@novacron/protocol/domain/migration-forecast";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { ask, ended, inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { BeaconObserver } from "../lab/beacons.ts";
import { placeGuestFiles } from "../lab/guest-files.ts";
import { type ForecastGuest, forecastGuest, forecastWish, movesOfGuest } from "./forecast-plan.ts";

/**
 * `forecast-campaign.ts FROM TO`: moves of guests whose memory writing is known, as real as the lab has them, one after the
 * other on each pair of hosts. Each is appended to `test/campaigns/forecast-moves.jsonl` as the control plane recorded it,
 * for `npm run bench -- forecast --moves FILE`. The number 1 begins the file anew.
 */
const file = join(import.meta.dirname, "../campaigns/forecast-moves.jsonl");
const endsWithinMs = 300_000;
const speaksWithinMs = 180_000;
/** Pairs of hosts, each with a guest of its own that moves to and fro. */
const pairs = 3;
/** A move under a lower limit waits more than it works: it runs beside others. Of those above, one at a time. */
const calmBytesPerSecond = 24 * 1_048_576;

interface Running {
  readonly name: string;
  readonly machine: MachineId;
  readonly plan: ForecastGuest;
  readonly id: number;
  at: 0 | 1;
}

/** What the pairs share: the fleet, who listens, names, and whose turn it is to work the processors. */
class Shared {
  readonly stack: StackUnderTest;
  readonly observer: BeaconObserver;
  readonly port: number;
  #made = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(stack: StackUnderTest, observer: BeaconObserver, port: number) {
    this.stack = stack;
    this.observer = observer;
    this.port = port;
  }

  nextId(): number {
    this.#made += 1;
    return this.#made;
  }

  /** One after the other, in the order in which they came. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done;
    return done;
  }
}

class ForecastRun {
  readonly #shared: Shared;
  readonly #stack: StackUnderTest;
  readonly #observer: BeaconObserver;
  readonly #hosts: readonly [StackHost, StackHost];
  #guest: Running | null = null;

  constructor(shared: Shared, hosts: readonly [StackHost, StackHost]) {
    this.#shared = shared;
    this.#stack = shared.stack;
    this.#observer = shared.observer;
    this.#hosts = hosts;
  }

  async move(n: number): Promise<RecordedMove> {
    const isNext = (n - 1) % movesOfGuest === 0;
    if (isNext || this.#guest === null) await this.#shared.alone(() => this.#replace(n));
    const guest = this.#guest as unknown as Running;
    const options = forecastWish(n, guest.plan);
    const isCalm =
      (options.bandwidthBytesPerSecond ?? Number.POSITIVE_INFINITY) < calmBytesPerSecond;
    const run = () => this.#run(n, guest, options);
    const move = await (isCalm ? run() : this.#shared.alone(run));
    if (!(await this.#isAlive(guest))) await this.forget();
    return recordedMove.parse(move);
  }

  async #run(n: number, guest: Running, options: MigrationOptions): Promise<RecordedMove> {
    const params = { migration: { target: this.#hosts[guest.at === 0 ? 1 : 0].id, ...options } };
    const wish = { kind: "machine.migrate", machine: guest.machine, params } as const;
    const { id } = await ask(this.#stack, wish);
    const { state, problem } = await ended(this.#stack, id, endsWithinMs);
    if (state === "succeeded") guest.at = guest.at === 0 ? 1 : 0;
    return await this.#stack
      .until(`move ${n} is recorded`, async () => {
        const { items } = await this.#stack.api.call("movesRecorded", { query: { limit: 20 } });
        return items.find(({ operation }) => operation === id);
      })
      .catch((error) => {
        throw new Error(`${state} ${problem?.message}`, { cause: error });
      });
  }

  /** A guest that a move has damaged (decision 0045) writes no more, and would be another one than it is taken for. */
  async #isAlive({ id }: Running): Promise<boolean> {
    const before = this.#observer.last(id)?.arrivedMs ?? 0;
    const speaks = () => (this.#observer.last(id)?.arrivedMs ?? 0) > before;
    return await this.#stack.until("it speaks", speaks, 5_000).then(
      () => true,
      () => false,
    );
  }

  async #replace(n: number): Promise<void> {
    await this.forget();
    const plan = forecastGuest(n);
    const id = this.#shared.nextId();
    const name = `f${n}-${id}`;
    const [host] = this.#hosts;
    const xml = await this.#xml(host, { name, plan, id });
    const machine = (await host.lab.define(xml, name)) as MachineId;
    this.#guest = { name, machine, plan, id, at: 0 };
    await host.lab.virsh(["start", name]);
    const speaks = () => this.#observer.of(id).length > 50;
    await this.#stack.until(`guest ${name} sends beacons`, speaks, speaksWithinMs);
    await inState(this.#stack, machine, "running");
  }

  async #xml(
    host: StackHost,
    { name, plan, id }: Pick<Running, "name" | "plan" | "id">,
  ): Promise<string> {
    const gateway = this.#stack.lab?.gateway ?? "";
    const hosts = this.#hosts.map(({ lab }) => lab);
    const { memoryMib, setMib, dirtyKibPerSecond, diskMib, diskKibPerSecond } = plan;
    const disk = `/var/lib/libvirt/images/${name}.img`;
    if (diskMib > 0) {
      // Else the filesystem would not say yet how much of it is written.
      writeFileSync(host.lab.outside(disk), randomBytes(diskMib * 1_048_576), { flush: true });
    }
    await host.lab.virsh(["pool-refresh", "images"]);
    const onDisk = { kibPerSecond: diskKibPerSecond, setKib: Math.floor(diskMib / 2) * 1_024 };
    return guestDomainXml(await placeGuestFiles(hosts), {
      name,
      uuid: randomUUID(),
      virtType: "qemu",
      memoryMib,
      nic: { network: "lan" },
      ...(diskMib > 0 && { disk }),
      measured: {
        beaconTo: { address: gateway, port: this.#shared.port },
        id,
        address: `${gateway.replace(/\.1$/, `.${100 + (id % 100)}`)}/24`,
        setMib,
        dirtyKibPerSecond,
        verifyKibPerSecond: 0,
        ...(diskKibPerSecond > 0 && { disk: onDisk }),
      },
    });
  }

  async forget(): Promise<void> {
    if (this.#guest === null) return;
    const { name, id } = this.#guest;
    this.#guest = null;
    this.#observer.forget(id);
    for (const { lab } of this.#hosts) {
      await lab.virsh(["destroy", name], { allowFailure: true });
      await lab.virsh(["undefine", name], { allowFailure: true });
      rmSync(lab.outside(`/var/lib/libvirt/images/${name}.img`), { force: true });
      await lab.virsh(["pool-refresh", "images"]);
    }
  }
}

function line(
  n: number,
  ok: boolean,
  detail: string,
  stats: Readonly<Record<string, number>>,
): void {
  process.stdout.write(`${JSON.stringify({ n, ok, detail, stats })}\n`);
}

/** Without what the forecaster says in words: it can be asked again. */
function brief(move: RecordedMove): RecordedMove {
  const { forecast } = move;
  return forecast === null
    ? move
    : { ...move, forecast: { ...forecast, evidence: [], advice: [] } };
}

async function recordMove(run: ForecastRun, n: number): Promise<void> {
  try {
    const move = await run.move(n);
    appendFileSync(file, `${JSON.stringify(brief(move))}\n`);
    const seconds = Math.round(move.durationMs / 1_000);
    line(n, true, "", { moves: 1, [move.outcome]: 1, seconds });
    const { p5, p50, p95 } = move.forecast?.durationMs ?? { p5: 0, p50: 0, p95: 0 };
    const forecast = `${Math.round(p5)} ${Math.round(p50)} ${Math.round(p95)}`;
    const text = `${move.outcome} ${Math.round(move.durationMs)} ms (${forecast}), pause ${move.pauseMs}`;
    process.stderr.write(`${n} ${text} ${JSON.stringify(forecastGuest(n))}\n`);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 1_500) : String(error);
    process.stderr.write(`${n} ${detail}\n`);
    line(n, false, detail, {});
    await run.forget();
  }
}

const [from = 1, to = from] = process.argv.slice(2).map(Number);
if (from === 1) rmSync(file, { force: true });
// Debian 13's QEMU keeps what an emulated guest writes during its move (decision 0074).
const hosts = 2 * pairs;
const stack = await StackUnderTest.up({ labHosts: hosts, debian13: hosts, joined: true });
const observer = new BeaconObserver();
try {
  const port = await observer.start(stack.lab?.gateway ?? "");
  const shared = new Shared(stack, observer, port);
  let next = from;
  /** A pair that is free takes the next guest with all its moves. */
  const onePair = async (pair: number): Promise<void> => {
    const [one, other] = stack.hosts.slice(2 * pair) as [StackHost, StackHost];
    const run = new ForecastRun(shared, [one, other]);
    while (next <= to) {
      const first = next;
      next = Math.min(to + 1, first + movesOfGuest - ((first - 1) % movesOfGuest));
      const beyond = next;
      for (let n = first; n < beyond; n += 1) await recordMove(run, n);
    }
    await run.forget();
  };
  await Promise.all(Array.from({ length: pairs }, (_, pair) => onePair(pair)));
} finally {
  await observer.stop();
  await stack.down();
}
process.exit(0);
