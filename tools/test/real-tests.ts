import { globSync } from "node:fs";
import { root } from "../run/stage.ts";
import { type Lane, laneOf, lanes } from "./lanes.ts";

const outside = ["**/node_modules/**", "**/.*/**", "**/dist/**"];

/** The files of the real tests, relative to the workspace, by the lane in which they run. */
export function realTests(): Readonly<Record<Lane, readonly string[]>> {
  const files = globSync("**/*.real.test.{ts,tsx}", { cwd: root, exclude: outside }).sort();
  const of = (lane: Lane) => files.filter((path) => laneOf(path) === lane);
  const [machines, programs, alone] = lanes.map(of);
  return { machines: machines ?? [], programs: programs ?? [], alone: alone ?? [] };
}
