import type { FullHypervisor } from "../ports/hypervisor.ts";

/**
 * The hypervisor as one command may use it: `mayStillAct` is asked right before each act, and rejects it by
 * throwing. A command looks at its machine first, which can take seconds where a guest hangs; a newer
 * generation or epoch learned meanwhile must stop the act, not only the command's beginning.
 */
export function fencedHypervisor(
  inner: FullHypervisor,
  mayStillAct: () => void,
): Omit<FullHypervisor, "probeVirtualisation"> {
  const fenced =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      mayStillAct();
      return await act.apply(inner, args);
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
    startMachine: fenced(inner.startMachine),
    shutdownMachine: fenced(inner.shutdownMachine),
    rebootMachine: fenced(inner.rebootMachine),
    forceOffMachine: fenced(inner.forceOffMachine),
    pauseMachine: fenced(inner.pauseMachine),
    resumeMachine: fenced(inner.resumeMachine),
    setMark: fenced(inner.setMark),
    ...(inner.openConsole && { openConsole: fenced(inner.openConsole) }),
    ...(inner.createDemo && { createDemo: fenced(inner.createDemo) }),
    ...(inner.deleteDemo && { deleteDemo: fenced(inner.deleteDemo) }),
  };
}
