import {
  defaultPlacementSettings,
  type PlacementRule,
  type PlacementSettings,
  placementRule,
  placementSettings,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StateTx } from "../../ports/state-store.ts";
import type { Committer } from "../support/committer.ts";

const keys = { settings: "placement.settings", rules: "placement.rules" } as const;
const mostRules = 500;

/** How plans come about, and the rules they keep. Few, so they are held in memory and stored as a whole. */
export class PlacementBook {
  readonly #committer: Committer;
  readonly #onChange: () => void;
  #settings = defaultPlacementSettings;
  #rules: readonly PlacementRule[] = [];

  constructor(committer: Committer, onChange: () => void) {
    this.#committer = committer;
    this.#onChange = onChange;
  }

  async load(tx: StateTx): Promise<void> {
    const settings = await tx.getMeta(keys.settings);
    if (settings !== null) this.#settings = placementSettings.parse(JSON.parse(settings));
    const rules = await tx.getMeta(keys.rules);
    if (rules !== null) this.#rules = placementRule.array().parse(JSON.parse(rules));
  }

  view() {
    return { settings: this.#settings, rules: [...this.#rules] };
  }

  get settings(): PlacementSettings {
    return this.#settings;
  }

  get rules(): readonly PlacementRule[] {
    return this.#rules;
  }

  async set(settings: PlacementSettings) {
    await this.#committer.runWith(async (draft, tx) => {
      await tx.putMeta(keys.settings, JSON.stringify(settings));
      draft.after(() => {
        this.#settings = settings;
        this.#onChange();
      });
    });
    return this.view();
  }

  async putRule(id: string, rule: PlacementRule) {
    const attempted = `set placement rule ${id}`;
    if (rule.id !== id)
      throw new NovaError("BAD_REQUEST", `${attempted}: the rule names ${rule.id}`);
    await this.#store((rules) => {
      const others = rules.filter((one) => one.id !== id);
      if (others.length >= mostRules) {
        throw new NovaError("OVERLOADED", attempted, { details: { limit: mostRules } });
      }
      return [...others, rule].sort((a, b) => (a.id < b.id ? -1 : 1));
    });
    return this.view();
  }

  deleteRule(id: string): Promise<void> {
    return this.#store((rules) => {
      if (!rules.some((one) => one.id === id)) {
        throw new NovaError("NOT_FOUND", `remove placement rule ${id}`);
      }
      return rules.filter((one) => one.id !== id);
    });
  }

  async #store(change: (rules: readonly PlacementRule[]) => readonly PlacementRule[]) {
    await this.#committer.runWith(async (draft, tx) => {
      const rules = change(this.#rules);
      await tx.putMeta(keys.rules, JSON.stringify(rules));
      draft.after(() => {
        this.#rules = rules;
        this.#onChange();
      });
    });
  }
}
