import process from "node:process";
import { runBlock } from "./run-block.ts";
import { fuzzTargets } from "./targets.ts";

/** Numbers are blocks: of each target in turn, so many inputs. 100 blocks of each make 100,000. */
const inputsOfBlock = 1_000;
const blocksOfTarget = 100;

const [from = 0, to = from] = process.argv.slice(2).map(Number);
if (from === 0) {
  const count = fuzzTargets.length * blocksOfTarget;
  process.stdout.write(`${JSON.stringify({ n: 0, ok: true, stats: { count } })}\n`);
} else {
  for (let n = from; n <= to; n += 1) process.stdout.write(`${JSON.stringify(run(n))}\n`);
}

function run(n: number) {
  const target = fuzzTargets[(n - 1) % fuzzTargets.length];
  if (target === undefined) return { n, ok: false, detail: "there is no such target" };
  try {
    runBlock(target, n, inputsOfBlock);
    return { n, ok: true, stats: { inputs: inputsOfBlock, [target.name]: inputsOfBlock } };
  } catch (error) {
    return { n, ok: false, detail: `${target.name}: ${String(error).slice(0, 1_500)}` };
  }
}
