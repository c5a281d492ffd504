import type { SelectionEvent } from "./selection.ts";

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** What a key means in the table; null where it means nothing there. */
export function keyEvent(pressed: Pressed, at: number, page: number): SelectionEvent | null {
  const extend = pressed.shiftKey;
  switch (pressed.key) {
    case "ArrowDown":
      return { type: "move", by: 1, extend };
    case "ArrowUp":
      return { type: "move", by: -1, extend };
    case "PageDown":
      return { type: "move", by: page, extend };
    case "PageUp":
      return { type: "move", by: -page, extend };
    case "Home":
      return { type: "go", to: 0, extend };
    case "End":
      return { type: "go", to: Number.MAX_SAFE_INTEGER, extend };
    case " ":
      return { type: "toggle", index: at };
    case "a":
      return pressed.ctrlKey || pressed.metaKey ? { type: "all" } : null;
    case "Escape":
      return { type: "none" };
    default:
      return null;
  }
}
