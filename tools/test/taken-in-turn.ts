/** Long real tests about one thing, moves, of which each commit runs one; `npm test -- PATH` runs any of them. */
const inTurn = ["test/lab/debian13", "test/lab/migration-kinds", "test/scenarios/post-copy"];

/** Whether a real test belongs to the slice of a commit. */
export function isInSlice(path: string, slice: number): boolean {
  const turn = inTurn.findIndex((start) => path.startsWith(start));
  return turn === -1 || turn === slice % inTurn.length;
}
