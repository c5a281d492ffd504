/** Long real tests, of which each commit runs one group; `npm test -- PATH` runs any of them. */
export const inTurn = [
  ["test/lab/debian13", "test/scenarios/culprits"],
  ["test/lab/migration-kinds"],
  ["test/scenarios/post-copy"],
  ["test/install/joining-debian12"],
] as const;

/** Whether a real test belongs to the slice of a commit. */
export function isInSlice(path: string, slice: number): boolean {
  const turn = inTurn.findIndex((group) => group.some((start) => path.startsWith(start)));
  return turn === -1 || turn === slice % inTurn.length;
}
