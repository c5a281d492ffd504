import type { PlacementMode, PlacementRule, WhatIf } from "@novacron/protocol/domain/placement";

/** Texts of placement: suggestions, rules, how plans come about, and what if. */
export const placementTexts = {
  tabs: { placement: "Placement", "what-if": "What if", forecasts: "Forecasts" },
  title: "Insights",
  suggestion: "What would make it better",
  none: {
    title: "No plan is waiting",
    text: "Look now, and what is worth moving is listed here with its reasons; nothing moves before you say so.",
  },
  nothing: {
    title: "Nothing is worth moving",
    text: "Every rule holds, and no move would gain more than it costs.",
  },
  look: "Look now",
  looking: "Looking for a better placement",
  lookFor: "Look for",
  lookModes: { rebalance: "A better balance", repair: "Only what is broken" },
  made: "Made",
  run: (count: number) => (count === 1 ? "Move 1 machine" : `Move ${count} machines`),
  cannotRun: "The plan cannot be run",
  running: "The plan runs: each move is an operation of its own.",
  takes: (count: number, stages: number, span: string | null) =>
    `${count} ${count === 1 ? "move" : "moves"} in ${stages} ${stages === 1 ? "stage" : "stages"}${
      span === null ? "" : `, about ${span}`
    }`,
  unsolved: "What it cannot mend",
  numbers: {
    overloaded: "Overloaded hosts",
    broken: "Broken rules",
    fullest: "Fullest host",
    change: (before: string, after: string) => `${before} → ${after}`,
    same: "unchanged",
  },
  head: {
    stage: "Stage",
    machine: "Machine",
    way: "From, to",
    why: "Why",
    gain: "Gains",
    cost: "Costs",
    duration: "Duration",
    pause: "Pause",
    host: "Host",
    machines: "Machines",
    rule: "Rule",
    says: "Says",
    weight: "Holds",
  },
  units: "Gains and costs are in thousandths of a whole host's overload.",
  detour: "makes way",
  picture: "Hosts before and after",
  rest: (count: number) =>
    count === 1 ? "1 more host stays as it is." : `${count} more hosts stay as they are.`,
  resource: (name: string) => ({ cpu: "CPU", memory: "Memory" })[name] ?? name,
  loadSpoken: (what: string, host: string, before: string, after: string) =>
    `${what} of ${host}: ${before}, then ${after}`,
  settings: "How plans come about",
  mode: "Mode",
  modes: { manual: "Manual", suggest: "Suggest", automatic: "Automatic" } satisfies Record<
    PlacementMode,
    string
  >,
  modeHelp: {
    manual: "A plan is made only when somebody asks.",
    suggest: "A plan is ready here when it is worth it; a person runs it.",
    automatic: "A plan that is worth it is run by itself, within the bounds below.",
  } satisfies Record<PlacementMode, string>,
  coolDown: "No machine again before, minutes",
  leastGain: "Least gain, thousandths of a host",
  mostMoves: "Moves of one automatic plan at most",
  safety: "Overloaded from, per cent",
  mayNot: "You may look at it; changing it needs the permission system.manage.",
  rules: "Rules",
  noRules: "There are no rules: machines may be anywhere.",
  addRule: "Add a rule",
  ruleId: "Name",
  ruleIdHint: "db-apart",
  kind: "Kind",
  kinds: {
    apart: "Keep apart",
    together: "Keep together",
    "on-hosts": "Only on hosts",
    "off-hosts": "Not on hosts",
  } satisfies Record<PlacementRule["kind"], string>,
  machinesTag: "Machines with tag",
  hostsTag: "Hosts with tag",
  perHost: "On one host at most",
  holds: "It holds",
  hard: "Always",
  soft: "If possible",
  weight: "Weight",
  softWith: (weight: string) => `if possible, weight ${weight}`,
  always: "always",
  says: {
    apart: (machines: string, most: number) =>
      most === 1
        ? `Machines tagged ${machines} are on hosts of their own`
        : `At most ${most} machines tagged ${machines} on one host`,
    together: (machines: string) => `Machines tagged ${machines} share a host`,
    "on-hosts": (machines: string, hosts: string) =>
      `Machines tagged ${machines} are on hosts tagged ${hosts}`,
    "off-hosts": (machines: string, hosts: string) =>
      `Machines tagged ${machines} are not on hosts tagged ${hosts}`,
  },
  remove: (rule: string) => `Remove rule ${rule}`,
  removeText: "Machines stay where they are; plans do not mind it any more.",
  add: "Add",
  whatIf: {
    lead: "Worked out on the fleet as it is now. Nothing is changed by asking.",
    what: "What happens",
    kinds: {
      "host-lost": "A host is lost",
      "host-added": "A host is added",
      "machines-added": "Machines are added",
    } satisfies Record<WhatIf["kind"], string>,
    lost: "The host that is lost",
    like: "A host like",
    count: "How many",
    vcpus: "vCPUs each",
    memory: "Memory each, GiB",
    choose: "Choose a host",
    fits: "Everything finds a place",
    fitsNot: "Not everything finds a place",
    unsolved: "What has no place",
    ask: "Work it out",
    looking: "Working it out",
    noHosts: {
      title: "There are no hosts yet",
      text: "Once hosts have joined, you can ask here what happens if one is lost.",
    },
  },
} as const;
