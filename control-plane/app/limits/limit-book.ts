import {
  defaultHostLimits,
  type HostLimits,
  hostLimits,
} from "@novacron/protocol/domain/host-limits";
import type { StateTx } from "../../ports/state-store.ts";
import type { Committer } from "../support/committer.ts";

const key = "host.limits";

/** When a lack of room is told as wrong, of all hosts. */
export class LimitBook {
  readonly #committer: Committer;
  #limits = defaultHostLimits;

  constructor(committer: Committer) {
    this.#committer = committer;
  }

  async load(tx: StateTx): Promise<void> {
    const text = await tx.getMeta(key);
    if (text !== null) this.#limits = hostLimits.parse(JSON.parse(text));
  }

  get limits(): HostLimits {
    return this.#limits;
  }

  view() {
    return { limits: this.#limits, usual: defaultHostLimits };
  }

  async set(limits: HostLimits) {
    await this.#committer.runWith(async (draft, tx) => {
      await tx.putMeta(key, JSON.stringify(limits));
      draft.after(() => {
        this.#limits = limits;
      });
    });
    return this.view();
  }
}
