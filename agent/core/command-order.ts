/** Place of a command in the order in which the control plane first sent them; a new epoch begins anew. */
export interface CommandOrder {
  readonly epoch: number;
  readonly turn: number;
}

export const beforeAll: CommandOrder = { epoch: 0, turn: 0 };

export function isAfter(one: CommandOrder, other: CommandOrder): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.turn > other.turn);
}

export function laterOf(one: CommandOrder, other: CommandOrder): CommandOrder {
  const { epoch, turn } = isAfter(one, other) ? one : other;
  return { epoch, turn };
}
