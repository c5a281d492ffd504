import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { type RecordedMove, recordedMove } from "@novacron/protocol/domain/migration-forecast";
import { buildMeasuredGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { ask, ended, inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { BeaconObserver } from "../lab/beacons.ts";
import { type ForecastGuest, forecastGuest, forecastWish, movesOfGuest } from "./forecast-plan.ts";

/**
 * `forecast-campaign.ts FROM TO`: moves of guests whose memory writing is known, one after the other, as real as the lab
 * has them. Each is appended to `test/campaigns/forecast-moves.jsonl` as the control plane recorded it, for
 * `npm run bench -- forecast --moves FILE`. The number 1 begins the file anew.
 */
const file = join(import.meta.dirname, "../campaigns/forecast-moves.jsonl");
const endsWithinMs = 300_000;
const speaksWithinMs = 180_000;

interface Running {
  readonly name: string;
  readonly machine: MachineId;
  readonly plan: ForecastGuest;
  readonly id: number;
  at: 0 | 1;
}

class ForecastRun {
  readonly #stack: StackUnderTest;
  readonly #observer: BeaconObserver;
  readonly #port: number;
  #guest: Running | null = null;
  #made = 0;

  constructor(stack: StackUnderTest, observer: BeaconObserver, port: number) {
    this.#stack = stack;
    this.#observer = observer;
    this.#port = port;
  }

  async move(n: number): Promise<RecordedMove> {
    const isNext = (n - 1) % movesOfGuest === 0;
    if (isNext || this.#guest === null) await this.#replace(n);
    const guest = this.#guest as unknown as Running;
    const target = this.#stack.hosts[1 - guest.at] as StackHost;
    const params = { migration: { target: target.id, ...forecastWish(n, guest.plan) } };
    const wish = { kind: "machine.migrate", machine: guest.machine, params } as const;
    const { id } = await ask(this.#stack, wish);
    const { state, problem } = await ended(this.#stack, id, endsWithinMs);
    if (state === "succeeded") guest.at = guest.at === 0 ? 1 : 0;
    const move = await this.#stack
      .until(`move ${n} is recorded`, async () => {
        const { items } = await this.#stack.api.call("movesRecorded", { query: { limit: 5 } });
        return items.find(({ operation }) => operation === id);
      })
      .catch((error) => {
        throw new Error(`${state} ${problem?.message}`, { cause: error });
      });
    if (!(await this.#isAlive(guest))) await this.#end();
    return recordedMove.parse(move);
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
    await this.#end();
    this.#made += 1;
    const plan = forecastGuest(n);
    const name = `f${n}-${this.#made}`;
    const host = this.#stack.hosts[0] as StackHost;
    const machine = (await host.lab.define(await this.#xml(host, name, plan), name)) as MachineId;
    this.#guest = { name, machine, plan, id: this.#made, at: 0 };
    await host.lab.virsh(["start", name]);
    const speaks = () => this.#observer.of(this.#made).length > 50;
    await this.#stack.until(`guest ${name} sends beacons`, speaks, speaksWithinMs);
    await inState(this.#stack, machine, "running");
  }

  async #xml(host: StackHost, name: string, plan: ForecastGuest): Promise<string> {
    const gateway = this.#stack.lab?.gateway ?? "";
    const { memoryMib, setMib, dirtyKibPerSecond, diskMib, diskKibPerSecond } = plan;
    const disk = `/var/lib/libvirt/images/${name}.img`;
    if (diskMib > 0) writeFileSync(host.lab.outside(disk), randomBytes(diskMib * 1_048_576));
    await host.lab.virsh(["pool-refresh", "images"]);
    const onDisk = { kibPerSecond: diskKibPerSecond, setKib: Math.floor(diskMib / 2) * 1_024 };
    return guestDomainXml(await buildMeasuredGuest(), {
      name,
      uuid: randomUUID(),
      virtType: "qemu",
      memoryMib,
      nic: { network: "lan" },
      ...(diskMib > 0 && { disk }),
      measured: {
        beaconTo: { address: gateway, port: this.#port },
        id: this.#made,
        address: `${gateway.replace(/\.1$/, `.${100 + (this.#made % 100)}`)}/24`,
        setMib,
        dirtyKibPerSecond,
        verifyKibPerSecond: 0,
        ...(diskKibPerSecond > 0 && { disk: onDisk }),
      },
    });
  }

  async #end(): Promise<void> {
    if (this.#guest === null) return;
    const { name, id } = this.#guest;
    this.#guest = null;
    this.#observer.forget(id);
    for (const { lab } of this.#stack.hosts) {
      await lab.virsh(["destroy", name], { allowFailure: true });
      await lab.virsh(["undefine", name], { allowFailure: true });
      rmSync(lab.outside(`/var/lib/libvirt/images/${name}.img`), { force: true });
      await lab.virsh(["pool-refresh", "images"]);
    }
  }

  /** After a failure: nothing of it is taken along. */
  async forget(): Promise<void> {
    await this.#end();
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

const [from = 1, to = from] = process.argv.slice(2).map(Number);
if (from === 1) rmSync(file, { force: true });
const stack = await StackUnderTest.up({ labHosts: 2, joined: true });
const observer = new BeaconObserver();
try {
  const port = await observer.start(stack.lab?.gateway ?? "");
  const run = new ForecastRun(stack, observer, port);
  for (let n = from; n <= to; n += 1) {
    try {
      const move = await run.move(n);
      appendFileSync(file, `${JSON.stringify(brief(move))}\n`);
      line(n, true, "", {
        moves: 1,
        [move.outcome]: 1,
        seconds: Math.round(move.durationMs / 1_000),
      });
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
} finally {
  await observer.stop();
  await stack.down();
}
process.exit(0);
