import { hasEnded } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { Collection } from "../live/collection.ts";
import type { Toast } from "../ui/toast-store.ts";

type Tell = (message: Omit<Toast, "id">) => void;

/**
 * Watches an operation that was asked for here until it ends, and says so where it failed: whoever pressed a
 * button may look at another page by then. A good end shows by itself.
 */
export function tellFailure(id: string, operations: Collection<OperationView>, tell: Tell): void {
  const look = (): boolean => {
    const now = operations.get(id);
    if (now === undefined || !hasEnded(now.state)) return false;
    const { state, problem, sentence } = now;
    if (state === "failed" || state === "needs-attention") {
      const more = problem === null ? {} : { more: `${problem.message}. ${problem.next}.` };
      tell({ tone: "bad", text: `${sentence}.`, ...more });
    }
    return true;
  };
  if (look()) return;
  const stop = operations.subscribe(() => {
    if (look()) stop();
  });
}
