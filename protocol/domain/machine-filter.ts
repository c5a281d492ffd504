import { machineStates } from "./machine.ts";
import {
  type NumberKey,
  numberKeys,
  numberOf,
  ownOf,
  parseAmount,
} from "./machine-filter-numbers.ts";
import { type FilterWord, filterWords } from "./machine-filter-words.ts";

/**
 * The filter language of machines, the same in the API, the CLI and the console:
 *
 *   state:running host:h3 tag:db cpu>80 -is:demo web
 *
 * Terms are joined by "and". `key:a,b` means a or b; `-` before a term negates it; `*` stands for any text;
 * quotes keep spaces together. A project is named by its id. A plain word is looked for in name, host, addresses, tags and id. `cpu` and
 * `memory` compare in per cent of what the machine has, or in bytes with a unit (`memory>4GiB`); `disk` and
 * `network` in bytes per second. A figure that is not known matches no comparison.
 */
export interface FilterableMachine {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly state: string;
  readonly reason: string;
  readonly host: string;
  readonly hostName: string;
  readonly hostState: string;
  readonly simulated: boolean;
  readonly conflict: boolean;
  readonly demo: boolean;
  readonly autostart: string;
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  /** Id of the project that it belongs to. */
  readonly project: string | null;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly cpuUsed: number | null;
  readonly memoryUsedBytes: number | null;
  readonly diskBytesPerSecond: number | null;
  readonly nicBytesPerSecond: number | null;
}

/** A part of the filter that means nothing, with its place in the text. */
export interface FilterProblem {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export interface MachineFilter {
  /** True for a machine that fulfils every term. Terms with problems are left out. */
  readonly matches: (machine: FilterableMachine) => boolean;
  readonly problems: readonly FilterProblem[];
  /** No term at all: everything matches. */
  readonly empty: boolean;
}

type Test = (machine: FilterableMachine) => boolean;

const textKeys: Readonly<Record<string, (machine: FilterableMachine) => readonly string[]>> = {
  state: (m) => [m.state],
  host: (m) => [m.hostName, m.host],
  tag: (m) => m.tags,
  name: (m) => [m.name],
  address: (m) => m.addresses,
  id: (m) => [m.id],
  provider: (m) => [m.provider],
  reason: (m) => [m.reason],
  autostart: (m) => [m.autostart],
  project: (m) => (m.project === null ? [] : [m.project]),
};

const flags: Readonly<Record<string, Test>> = {
  demo: (m) => m.demo,
  simulated: (m) => m.simulated,
  conflict: (m) => m.conflict,
  offline: (m) => m.hostState === "offline",
  stale: (m) => m.hostState === "stale",
};

const aliases: Readonly<Record<string, string>> = {
  ip: "address",
  addr: "address",
  mem: "memory",
  net: "network",
  nic: "network",
  cpus: "vcpus",
};
const stateAliases: Readonly<Record<string, string>> = {
  off: "shutoff",
  stopped: "shutoff",
  on: "running",
  suspended: "pmsuspended",
};

/** Every key of the language, for completion and help. */
export const machineFilterKeys: readonly string[] = [...Object.keys(textKeys), "is", ...numberKeys];
export const machineFilterFlags: readonly string[] = Object.keys(flags);

/** Never throws: what cannot be understood is named in `problems`. */
export function parseMachineFilter(text: string): MachineFilter {
  const tests: Test[] = [];
  const problems: FilterProblem[] = [];
  for (const word of filterWords(text)) {
    const made = testOf(word);
    if (typeof made === "string") {
      problems.push({ at: word.at, length: word.raw.length, text: made });
    } else {
      tests.push(word.negated ? (machine) => !made(machine) : made);
    }
  }
  return {
    matches: (machine) => tests.every((test) => test(machine)),
    problems,
    empty: tests.length === 0,
  };
}

/** A test, or a sentence about why there is none. */
function testOf(word: FilterWord): Test | string {
  if (word.key === null) return wordTest(word.values[0] ?? "");
  const key = ownOf(aliases, word.key) ?? word.key;
  if (isNumberKey(key)) return numberTest(key, word);
  if (word.sign !== ":" && word.sign !== "=") {
    return `${key} cannot be compared with ${word.sign}`;
  }
  if (word.values.length === 0) return `${key}: needs a value`;
  if (key === "is") return flagTest(word.values);
  const stray = key === "state" ? word.values.find((value) => !isState(value)) : undefined;
  if (stray !== undefined) return `state: knows ${machineStates.join(", ")}, not "${stray}"`;
  const read = ownOf(textKeys, key);
  if (read === undefined) return `There is no key "${word.key}"`;
  const loose = key === "address" || key === "name" || key === "id";
  const wanted = word.values.map((value) =>
    pattern(key === "state" ? (ownOf(stateAliases, value) ?? value) : value, loose),
  );
  return (machine) => read(machine).some((have) => wanted.some((fits) => fits(have.toLowerCase())));
}

function isState(value: string): boolean {
  return (
    value.includes("*") ||
    ownOf(stateAliases, value) !== undefined ||
    (machineStates as readonly string[]).includes(value)
  );
}

function wordTest(word: string): Test {
  const fits = pattern(word, true);
  return (m) =>
    fits(m.name.toLowerCase()) ||
    fits(m.hostName.toLowerCase()) ||
    m.addresses.some((address) => fits(address)) ||
    m.tags.some((tag) => fits(tag.toLowerCase())) ||
    m.id.startsWith(word);
}

function flagTest(values: readonly string[]): Test | string {
  const tests: Test[] = [];
  for (const value of values) {
    const test = ownOf(flags, value);
    if (test === undefined) return `is: knows ${Object.keys(flags).join(", ")}, not "${value}"`;
    tests.push(test);
  }
  return (machine) => tests.some((test) => test(machine));
}

function numberTest(key: NumberKey, word: FilterWord): Test | string {
  const amount = parseAmount(word.values[0] ?? "");
  if (amount === null) return `${key} needs a number, such as ${key}>80`;
  const { sign } = word;
  return (machine) => {
    const have = numberOf(key, machine, amount.unit);
    if (have === null) return false;
    if (sign === ">") return have > amount.value;
    if (sign === ">=") return have >= amount.value;
    if (sign === "<") return have < amount.value;
    if (sign === "<=") return have <= amount.value;
    return have === amount.value;
  };
}

/** Case-insensitive; `loose` finds the text anywhere, otherwise the whole value must agree. */
function pattern(wanted: string, loose: boolean): (have: string) => boolean {
  if (!wanted.includes("*")) {
    return loose ? (have) => have.includes(wanted) : (have) => have === wanted;
  }
  const parts = wanted.split("*");
  return (have) => wildcard(parts, have);
}

/** Linear in the text for each part, so that no pattern can make it slow. */
function wildcard(parts: readonly string[], have: string): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (have.length < first.length + last.length) return false;
  if (!have.startsWith(first) || !have.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = have.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= have.length - last.length;
}

function isNumberKey(key: string): key is NumberKey {
  return (numberKeys as readonly string[]).includes(key);
}
