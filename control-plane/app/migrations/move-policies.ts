import type { MachineId } from "@novacron/protocol/domain/ids";
import { defaultMovePolicy, type MovePolicy } from "@novacron/protocol/domain/move-policy";
import type { StateTx } from "../../ports/state-store.ts";
import type { Committer } from "../support/committer.ts";

/** How machines may be moved. Few are other than the default, so all are held in memory. */
export class MovePolicies {
  readonly #committer: Committer;
  readonly #policies = new Map<MachineId, MovePolicy>();

  constructor(committer: Committer) {
    this.#committer = committer;
  }

  async load(tx: StateTx): Promise<void> {
    for (const { machine, policy } of await tx.moves.policies())
      this.#policies.set(machine, policy);
  }

  of(machine: MachineId): MovePolicy {
    return this.#policies.get(machine) ?? {};
  }

  view(machine: MachineId): { readonly policy: MovePolicy; readonly decided: MovePolicy } {
    const policy = this.of(machine);
    return { policy, decided: { ...defaultMovePolicy, ...policy } };
  }

  async set(machine: MachineId, policy: MovePolicy) {
    const isDefault = Object.keys(policy).length === 0;
    await this.#committer.run((draft) => {
      draft.alsoWrite((tx) =>
        isDefault ? tx.moves.deletePolicy(machine) : tx.moves.putPolicy(machine, policy),
      );
      draft.after(() => {
        if (isDefault) this.#policies.delete(machine);
        else this.#policies.set(machine, policy);
      });
    });
    return this.view(machine);
  }
}
