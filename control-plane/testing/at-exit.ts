import process from "node:process";

const undos = new Set<() => void>();

/**
 * For what a test that fails halfway leaves running and lying: undone after its file, or with this process, unless it was
 * before.
 */
export function atExit(undo: () => void): () => void {
  if (undos.size === 0) process.once("exit", undoAll);
  undos.add(undo);
  return () => {
    undos.delete(undo);
    if (undos.size === 0) process.off("exit", undoAll);
  };
}

export function undoAll(): void {
  process.off("exit", undoAll);
  for (const undo of undos) undo();
  undos.clear();
}
