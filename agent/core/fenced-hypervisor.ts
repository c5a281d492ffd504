import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FullHypervisor } from "../ports/hypervisor.ts";
import type { MoveBar } from "../ports/journal-store.ts";
import type { MigrationPower } from "../ports/migration.ts";

/**
 * The hypervisor as one command may use it: `mayStillAct` is asked right before each act, and rejects it by
 * throwing. A command looks at its machine first, which can take seconds where a guest hangs; a newer
 * generation or epoch learned meanwhile must stop the act, not only the command's beginning. A machine that is being
 * moved away is neither started nor resumed, or there could be two.
 */
export function fencedHypervisor(
  inner: FullHypervisor,
  mayStillAct: () => void,
  barOf: (machine: MachineId) => MoveBar | null,
): Omit<FullHypervisor, "probeVirtualisation"> {
  const fenced =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      mayStillAct();
      return await act.apply(inner, args);
    };
  const unlessBarred = (id: MachineId) => {
    const bar = barOf(id);
    if (bar === null) return;
    throw new NovaError("ACTION_NOT_POSSIBLE", `run machine ${id} while it is moved away`, {
      details: { target: bar.target },
      next: "Wait for the end of its move",
    });
  };
  return {
    start: (signal) => inner.start(signal),
    stop: () => inner.stop(),
    listen: (listener) => inner.listen(listener),
    health: () => inner.health(),
    inventory: () => inner.inventory(),
    machines: () => inner.machines(),
    machine: (id) => inner.machine(id),
    counters: () => inner.counters(),
    mark: (id) => inner.mark(id),
    startMachine: fenced(async (id: MachineId) => {
      unlessBarred(id);
      await inner.startMachine(id);
    }),
    shutdownMachine: fenced(inner.shutdownMachine),
    rebootMachine: fenced(inner.rebootMachine),
    forceOffMachine: fenced(inner.forceOffMachine),
    pauseMachine: fenced(inner.pauseMachine),
    resumeMachine: fenced(async (id: MachineId) => {
      unlessBarred(id);
      await inner.resumeMachine(id);
    }),
    setMark: fenced(inner.setMark),
    ...(inner.sampleDirtyRate && { sampleDirtyRate: inner.sampleDirtyRate.bind(inner) }),
    ...(inner.openConsole && { openConsole: fenced(inner.openConsole) }),
    ...(inner.definition && { definition: (id) => inner.definition!(id) }),
    ...(inner.createDemo && { createDemo: fenced(inner.createDemo) }),
    ...(inner.deleteDemo && { deleteDemo: fenced(inner.deleteDemo) }),
    ...(inner.migration && { migration: fencedMigration(inner.migration, mayStillAct) }),
  };
}

function fencedMigration(inner: MigrationPower, mayStillAct: () => void): MigrationPower {
  const fenced =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      mayStillAct();
      return await act.apply(inner, args);
    };
  return {
    describe: (id, withSample) => inner.describe(id, withSample),
    reach: (gate) => inner.reach(gate),
    follow: (id, control, asked) => inner.follow(id, control, asked),
    fate: (id) => inner.fate(id),
    check: (request) => inner.check(request),
    perform: fenced(inner.perform),
    adjust: fenced(inner.adjust),
    release: fenced(inner.release),
    releaseOriginals: fenced(inner.releaseOriginals),
    resume: fenced(inner.resume),
    prepare: fenced(inner.prepare),
    abandon: fenced(inner.abandon),
    adopt: fenced(inner.adopt),
  };
}
