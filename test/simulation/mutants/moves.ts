import type { Mutant } from "./mutant.ts";

/** Planted bugs of moves, hunted in fleets whose machines move. */
export const movingMutants: readonly Mutant[] = [
  {
    name: "source-wakes-unasked",
    moves: true,
    bug: "a source that waits for a lost answer goes on although the target may run the machine",
    file: "control-plane/app/migrations/move-answers.ts",
    find: 'return begin(withRow(failed, { why: { state: "failed", problem } }), "settle", now);',
    replace: 'return begin(withRow(failed, { why: { state: "failed", problem } }), "resume", now);',
  },
  {
    name: "source-not-released",
    moves: true,
    bug: "the definition stays at the source, off and ready to be started",
    file: "agent/commands/migration-release.ts",
    find: "    else await power.release(machine, { keepDisks });\n",
    replace: "",
  },
  {
    name: "undo-not-owed",
    moves: true,
    bug: "what a host that is away would have to take back is forgotten",
    file: "control-plane/app/migrations/move-watch.ts",
    find: '  if (owes === "nothing") return [move, []];\n',
    replace: "  if (owes !== null) return [move, []];\n",
    also: [
      {
        file: "control-plane/app/migrations/move.ts",
        find: '  if (owes === "nothing" || !mayAskAgain(move) || now.monotonicMs < move.nextSendMs)\n',
        replace: "  if (owes !== null)\n",
      },
    ],
  },
  {
    name: "reservation-leak",
    moves: true,
    bug: "what is held on a target for a move that was taken back late is never given free",
    file: "control-plane/app/migrations/move-end.ts",
    find: '  const free = withRow(move, { hold: "returned", owes: "nothing" });\n',
    replace: "  const free = withRow(move, {});\n",
  },
  {
    name: "owed-forgotten-at-restart",
    moves: true,
    bug: "a restarted control plane does not ask for what hosts that were away owe",
    file: "control-plane/app/operations/operations.ts",
    find: "      if (operation !== null) this.#carryOn(operation, row);\n",
    replace: "      if (operation === null) throw new TypeError(row.operation);\n",
  },
  {
    name: "certain-failure-not-undone",
    moves: true,
    bug: "what was made on the target of a move that failed is left there",
    file: "control-plane/app/migrations/move-answers.ts",
    find: "      if (isCertain(problem)) return undo(failed, { state, problem }, now);\n",
    replace:
      "      if (isCertain(problem)) return [endBefore(failed, state, { problem, now }), []];\n",
  },
  {
    name: "bar-not-set",
    moves: true,
    bug: "nothing on the source's disk says that the machine is on its way elsewhere",
    file: "agent/commands/migration-perform.ts",
    find: "    if (target !== host) await bars.set(machine, { target, next });\n",
    replace: "    if (target === host) await bars.set(machine, { target, next });\n",
  },
  {
    name: "arrived-taken-for-abandoned",
    moves: true,
    bug: "the target says that the machine runs there, and the move is undone all the same",
    file: "control-plane/app/migrations/move-answers.ts",
    find: '        return begin(withRow(failed, { why: null }), "arrive", now);\n',
    replace: "        return onSworn(failed, now);\n",
  },
];
