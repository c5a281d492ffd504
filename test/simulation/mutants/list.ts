import { movingMutants } from "./moves.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [
  {
    name: "early-ack",
    bug: "a batch is acknowledged before the metric store has it",
    file: "control-plane/app/ingest/ingest.ts",
    find: "    if (stored.length > 0) await this.#ports.metrics.append(stored);\n",
    replace:
      "    for (const { host, boot, seq } of stored) this.#ports.ack(host, boot, seq);\n" +
      "    if (stored.length > 0) await this.#ports.metrics.append(stored);\n",
  },
  {
    name: "order-not-checked",
    bug: "a batch that overtook others raises the mark, and those are taken for duplicates",
    file: "control-plane/app/ingest/acceptance.ts",
    find: 'batch.seq - 1 <= Math.max(mark, batch.floor) ? "take" : "gap"',
    replace: '"take"',
  },
  {
    name: "floor-ignored",
    bug: "after the outbox had to drop a batch the host is never heard again",
    file: "control-plane/app/ingest/acceptance.ts",
    find: "Math.max(mark, batch.floor)",
    replace: "mark",
  },
  {
    name: "duplicates-not-acknowledged",
    bug: "an ack that was lost is never said again",
    file: "control-plane/app/ingest/ingest.ts",
    find: "      ack.set(key, { host, boot });\n",
    replace: '      if (verdict === "take") ack.set(key, { host, boot });\n',
  },
  {
    name: "events-without-mark",
    bug: "after a crash between record and metric store the events of a batch are recorded twice",
    file: "control-plane/app/ingest/ingest.ts",
    find: "        draft.putEventMark({ host, boot, upTo: seq, atMs: nowMs });\n",
    replace: "",
  },
  {
    name: "lost-fsync",
    bug: "the store says that it has synced, and has not",
    file: "control-plane/adapters/memory/memory-disk.ts",
    find: "if (this.faults.syncLies === true) this.#unsynced.push(undo);",
    replace: "if (store !== '') this.#unsynced.push(undo);",
  },
  {
    name: "trim-on-puback",
    bug: "the outbox forgets a batch when the broker has it, not when it is stored",
    file: "agent/core/outbox-runner.ts",
    find: '() => this.#dispatch({ type: "taken", seq, link }),',
    replace: '() => this.#dispatch({ type: "ack", boot: state.boot, upTo: seq }),',
  },
  {
    name: "intent-not-written",
    bug: "the agent acts before its journal says that it may have begun",
    file: "agent/core/journal.ts",
    find: 'return put(state, { ...item, begun: true, phase: "beginning" }, turn);',
    replace: 'return put(state, { ...item, begun: false, phase: "beginning" }, turn);',
  },
  {
    name: "journal-not-awaited",
    bug: "the agent acts while its intent is still on the way to the disk",
    file: "agent/core/journal-runner.ts",
    find: "      await this.#ports.store.put(entry);\n",
    replace:
      "      this.#ports.clock.after(5_000, () => void this.#ports.store.put(entry).catch(() => {}));\n",
  },
  {
    name: "acts-again-after-crash",
    bug: "a command that a crash cut off is begun anew",
    file: "agent/core/journal.ts",
    find: 'entry.begun ? "inspecting" : "waiting"',
    replace: '"waiting"',
  },
  {
    name: "double-redelivery",
    bug: "a command that comes again after it ended is obeyed again",
    file: "agent/core/journal.ts",
    find: "  if (known !== undefined) {\n    answerAgain",
    replace: '  if (known !== undefined && known.phase !== "ended") {\n    answerAgain',
  },
  {
    name: "generation-not-checked",
    bug: "a command made before the machine changed hands is obeyed after it",
    file: "agent/core/staleness.ts",
    find: "if (known === null || known === target.generation) return null;",
    replace: "if (known !== -1) return null;",
  },
  {
    name: "interrupted-tried-again",
    bug: "an act of which nobody knows whether it happened is ordered anew",
    file: "control-plane/app/operations/engine.ts",
    find: '    case "COMMAND_INTERRUPTED":\n',
    replace: '    case "COMMAND_INTERRUPTED":\n      if (mayRetry) return anotherAct(open, now);\n',
  },
  {
    name: "operations-forgotten",
    bug: "a restarted control plane does not go on with what was under way",
    file: "control-plane/app/operations/operations.ts",
    find: "      this.#carryOn(operation, moves.get(operation.id) ?? null);\n",
    replace: "",
  },
  {
    name: "lost-report-not-repeated",
    bug: "a host report lost on the bus is not sent again until something changes",
    file: "agent/core/downlinks.ts",
    find: "    if (report !== undefined) this.#ports.reporter.held(report);\n",
    replace: "",
  },
  {
    name: "signature-not-checked",
    bug: "whoever holds the broker's password commands the fleet",
    file: "agent/core/obey.ts",
    find: "if (key === undefined || !trust.check.isSigned(proof.text, proof.signature, key)) {",
    replace: "if (key === undefined) {",
  },
  {
    name: "session-not-checked",
    bug: "a command that was heard on the bus is obeyed again by an agent that was started anew",
    file: "agent/core/obey.ts",
    find: 'if (topic === "hostCommand" && payload.session !== trust.session) {',
    replace: 'if (topic === "hostCommand" && payload.session === "") {',
  },
  ...movingMutants,
];
