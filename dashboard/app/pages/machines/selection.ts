/** Which rows are chosen and where the keyboard stands. Pure, so that every key can be tested. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** Index of the row with the keyboard. */
  readonly at: number;
  /** Where a range begun with shift starts. */
  readonly anchor: number;
}

export const noSelection: Selection = { chosen: new Set(), at: 0, anchor: 0 };

export type SelectionEvent =
  | { readonly type: "move"; readonly by: number; readonly extend: boolean }
  | { readonly type: "go"; readonly to: number; readonly extend: boolean }
  | { readonly type: "toggle"; readonly index: number }
  | { readonly type: "range"; readonly index: number }
  | { readonly type: "all" }
  | { readonly type: "none" };

export function select(state: Selection, event: SelectionEvent, ids: readonly string[]): Selection {
  const last = Math.max(0, ids.length - 1);
  switch (event.type) {
    case "move":
      return goTo(state, clamp(state.at + event.by, last), { extend: event.extend, ids });
    case "go":
      return goTo(state, clamp(event.to, last), { extend: event.extend, ids });
    case "toggle":
      return {
        chosen: toggled(state.chosen, ids[event.index]),
        at: event.index,
        anchor: event.index,
      };
    case "range":
      return goTo(state, clamp(event.index, last), { extend: true, ids });
    case "all":
      return { ...state, chosen: new Set(ids) };
    case "none":
      return { ...state, chosen: new Set() };
  }
}

interface Going {
  readonly extend: boolean;
  readonly ids: readonly string[];
}

function goTo(state: Selection, at: number, { extend, ids }: Going): Selection {
  if (!extend) return { ...state, at, anchor: at };
  const from = Math.min(state.anchor, at);
  const to = Math.max(state.anchor, at);
  return {
    chosen: new Set([...state.chosen, ...ids.slice(from, to + 1)]),
    at,
    anchor: state.anchor,
  };
}

function toggled(chosen: ReadonlySet<string>, id: string | undefined): ReadonlySet<string> {
  const next = new Set(chosen);
  if (id !== undefined && !next.delete(id)) next.add(id);
  return next;
}

function clamp(index: number, last: number): number {
  return Math.min(last, Math.max(0, index));
}
