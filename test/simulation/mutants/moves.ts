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
    name: "incoming-counts-as-arrived",
    moves: true,
    bug: "a copy that is still coming in is taken for the machine itself",
    file: "protocol/domain/arrival.ts",
    find: 'return persistent && job !== "migration-in" && !(state === "paused" && comingIn.has(reason));',
    replace: 'return persistent || job !== "" || !(state === "paused" && comingIn.has(reason));',
  },
  {
    name: "source-not-released",
    moves: true,
    bug: "the definition stays at the source, off and ready to be started",
    file: "agent/commands/migration-release.ts",
    find: "    await migrationOf(hypervisor).release(machine, { keepDisks });\n",
    replace: "    void hypervisor;\n    void keepDisks;\n",
  },
  {
    name: "undo-not-owed",
    moves: true,
    bug: "what a host that is away would have to take back is forgotten",
    file: "control-plane/app/migrations/move-watch.ts",
    find: '  if (owes === "nothing") return [move, []];\n',
    replace: "  if (owes !== null) return [move, []];\n",
  },
];
