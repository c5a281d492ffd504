import process from "node:process";
import type { Campaign } from "./campaign.ts";

/** Every campaign, in the order in which they are worth running. */
export const campaigns: readonly Campaign[] = [
  {
    name: "simulation",
    help: "the simulated fleet under faults, each seed twice",
    unit: "seeds",
    defaultCount: 10_000,
    chunk: 50,
    command: (from, to) => [
      process.execPath,
      "test/simulation/main.ts",
      "seeds",
      `${from}`,
      `${to}`,
    ],
  },
  {
    name: "moves",
    help: "the simulated fleet whose machines move, under faults, each seed twice",
    unit: "seeds",
    defaultCount: 10_000,
    chunk: 50,
    command: (from, to) => [
      process.execPath,
      "test/simulation/main.ts",
      "seeds",
      `${from}`,
      `${to}`,
      "--moves",
    ],
  },
  {
    name: "mutants",
    help: "each planted bug must be found by the simulation within 200 seeds",
    unit: "mutants",
    defaultCount: 0,
    chunk: 1,
    command: (from, to) => [
      process.execPath,
      "test/simulation/main.ts",
      "mutants",
      `${from}`,
      `${to}`,
    ],
  },
  {
    name: "faults",
    help: "kill -9 of agent, control plane and libvirtd at random moments, in the lab",
    unit: "rounds",
    defaultCount: 100,
    chunk: 10,
    command: (from, to) => [
      process.execPath,
      "test/framework/fault-campaign.ts",
      `${from}`,
      `${to}`,
    ],
  },
  {
    name: "move-faults",
    help: "every part broken at every step of a real move in the lab: one by one, then in pairs",
    unit: "moves",
    defaultCount: 0,
    chunk: 20,
    command: (from, to) => [process.execPath, "test/moves/fault-campaign.ts", `${from}`, `${to}`],
  },
  {
    name: "forecast-moves",
    help: "real moves of guests that write memory at a known rate, recorded for `bench -- forecast`",
    unit: "moves",
    defaultCount: 250,
    chunk: 50,
    // Two at a time would share the processors and the link, and forecast each other.
    workers: 1,
    command: (from, to) => [
      process.execPath,
      "test/moves/forecast-campaign.ts",
      `${from}`,
      `${to}`,
    ],
  },
  {
    name: "fuzz",
    help: "100,000 inputs for each parser that meets bytes of strangers",
    unit: "blocks",
    defaultCount: 0,
    chunk: 100,
    command: (from, to) => [
      process.execPath,
      "--expose-gc",
      "test/fuzz/main.ts",
      `${from}`,
      `${to}`,
    ],
  },
];
