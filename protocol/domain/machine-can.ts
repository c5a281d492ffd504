import type { Capability, HostState } from "./host.ts";
import type { MachineState } from "./machine.ts";
import { type Holder, may } from "./may.ts";
import type { Obstacle } from "./obstacle.ts";
import type { OperationKind } from "./operation.ts";
import type { Permission } from "./permissions.ts";

export type { Obstacle } from "./obstacle.ts";

/** What decides whether an action on a machine is possible. The same facts on server and in the console. */
export interface MachineFacts {
  readonly state: MachineState;
  readonly conflict: boolean;
  readonly demo: boolean;
  readonly autostart: "off" | "novacron" | "libvirt";
  readonly persistent: boolean;
  readonly serialConsole: boolean;
  readonly hostState: HostState;
  readonly hostName: string;
  readonly foreignManager: string | null;
  readonly libvirtConnected: boolean;
  readonly capabilities: readonly string[];
  /** Sentence of an operation that holds the machine now, or null. */
  readonly heldBy: string | null;
  /** Who asks; null: nobody is logged in. */
  readonly who: Holder | null;
  /** What scopes of roles go by. */
  readonly project: string | null;
  readonly tags: readonly string[];
}

export type MachineAction = Exclude<OperationKind, "machine.create-demo">;

interface ActionRule {
  readonly permission: Permission;
  readonly capability: Capability;
  readonly states: readonly MachineState[];
  /** May run beside another operation of the same machine. */
  readonly besideOthers?: boolean;
}

const alive: readonly MachineState[] = [
  "running",
  "paused",
  "shutting-down",
  "pmsuspended",
  "crashed",
];

const power = { permission: "machine.power", capability: "machine.power" } as const;

const rules: Readonly<Record<MachineAction, ActionRule>> = {
  "machine.start": { ...power, states: ["shutoff", "crashed"] },
  "machine.shutdown": { ...power, states: ["running"] },
  "machine.reboot": { ...power, states: ["running"] },
  // The way out when a shutdown hangs, so it may stand beside a running operation.
  "machine.force-off": { ...power, states: alive, besideOthers: true },
  "machine.pause": { ...power, states: ["running"] },
  "machine.resume": { ...power, states: ["paused", "pmsuspended"] },
  "machine.autostart": {
    permission: "machine.configure",
    capability: "machine.autostart",
    states: ["running", "paused", "shutoff", "crashed", "pmsuspended", "shutting-down"],
  },
  "machine.delete-demo": {
    permission: "machine.delete",
    capability: "machine.demo",
    states: [...alive, "shutoff"],
  },
  "machine.console": {
    permission: "machine.console",
    capability: "machine.console",
    states: ["running", "paused", "shutting-down"],
    besideOthers: true,
  },
  "machine.migrate": {
    permission: "machine.move",
    capability: "machine.move",
    states: ["running", "paused", "shutoff"],
  },
};

export const machineActions = Object.keys(rules) as MachineAction[];

/** What a person needs for it, and to cancel it. */
export function permissionFor(action: MachineAction): Permission {
  return rules[action].permission;
}

/** Every obstacle to `action`, not only the first; an empty list means it is possible. */
export function machineCan(action: MachineAction, facts: MachineFacts): readonly Obstacle[] {
  const rule = rules[action];
  const { project, tags } = facts;
  return [
    ...may(facts.who, rule.permission, { kind: "machine", project, tags }),
    ...hostObstacles(facts, rule),
    ...stateObstacles(action, facts, rule),
    ...specialObstacles(action, facts),
  ];
}

function hostObstacles(facts: MachineFacts, rule: ActionRule): Obstacle[] {
  const found: Obstacle[] = [];
  const host = facts.hostName;
  if (facts.hostState === "offline") {
    found.push({
      code: "host-offline",
      text: `Host ${host} is not connected`,
      remedy: "Bring the host or its agent back",
    });
  } else if (!facts.libvirtConnected) {
    found.push({
      code: "libvirt-down",
      text: `libvirt on ${host} does not answer`,
      remedy: "Start libvirtd or virtqemud on the host",
    });
  }
  if (facts.foreignManager !== null) {
    found.push({
      code: "foreign-manager",
      text: `Host ${host} is run by ${facts.foreignManager} and only watched`,
      remedy: `Release the host from ${facts.foreignManager}`,
    });
  }
  if (!facts.capabilities.includes(rule.capability)) {
    found.push({
      code: "agent-too-old",
      text: `The agent on ${host} cannot do this`,
      remedy: "Upgrade the agent",
    });
  }
  return found;
}

function stateObstacles(action: MachineAction, facts: MachineFacts, rule: ActionRule): Obstacle[] {
  const found: Obstacle[] = [];
  if (facts.conflict) {
    found.push({
      code: "conflict",
      text: "Two hosts report this machine",
      remedy: "Choose the true copy first, on the machine's page or by novacron vm choose-copy",
    });
  }
  if (!rule.states.includes(facts.state)) {
    found.push({
      code: "state",
      text: `The machine is ${facts.state}; ${verb(action)} needs ${list(rule.states)}`,
      remedy: stateRemedies[action]?.[facts.state] ?? `Bring the machine to ${list(rule.states)}`,
    });
  }
  if (facts.heldBy !== null && rule.besideOthers !== true) {
    found.push({
      code: "held",
      text: `Another operation is under way: ${facts.heldBy}`,
      remedy: "Wait for it, or cancel it",
    });
  }
  return found;
}

const orForceOff = "or force it off: unsaved data in the guest is lost";
const startIt = "Start it";

/** What leads on from a state in which the action is not possible, in the words of the other actions. */
const stateRemedies: Partial<Record<MachineAction, Partial<Record<MachineState, string>>>> = {
  "machine.start": {
    running: "It runs already; reboot it to start the guest anew",
    paused: "Resume it",
    pmsuspended: "Resume it",
    "shutting-down": `Wait until the guest is off, ${orForceOff}`,
  },
  "machine.shutdown": {
    paused: `Resume it first, since a paused guest hears nothing, ${orForceOff}`,
    pmsuspended: `Resume it first, since a sleeping guest hears nothing, ${orForceOff}`,
    "shutting-down": `Wait until the guest is off, ${orForceOff}`,
    crashed: "Force it off",
    shutoff: "It is off already",
  },
  "machine.reboot": {
    paused: `Resume it first, since a paused guest hears nothing, ${orForceOff}`,
    pmsuspended: `Resume it first, since a sleeping guest hears nothing, ${orForceOff}`,
    "shutting-down": `Wait until the guest is off, ${orForceOff}, then start it`,
    crashed: "Force it off, then start it",
    shutoff: startIt,
  },
  "machine.force-off": { shutoff: "It is off already" },
  "machine.pause": { paused: "It is paused already", shutoff: startIt },
  "machine.resume": { running: "It runs already", shutoff: startIt, crashed: startIt },
  "machine.console": { shutoff: startIt, crashed: startIt },
};

function specialObstacles(action: MachineAction, facts: MachineFacts): Obstacle[] {
  if (action === "machine.delete-demo" && !facts.demo) {
    return [
      {
        code: "not-demo",
        text: "Only a demo guest can be deleted here",
        remedy: "Delete other machines with virsh for now",
      },
    ];
  }
  if (action === "machine.console" && !facts.serialConsole) {
    return [
      {
        code: "no-serial",
        text: "The machine has no serial console",
        remedy: "Add a serial device of type pty",
      },
    ];
  }
  if (action === "machine.autostart" && !facts.persistent) {
    return [
      {
        code: "transient",
        text: "A transient machine cannot start by itself",
        remedy: "Define it persistently",
      },
    ];
  }
  return [];
}

function verb(action: MachineAction): string {
  return action.slice("machine.".length).replace("-", " ");
}

function list(states: readonly string[]): string {
  if (states.length === 1) return states[0] ?? "";
  return `${states.slice(0, -1).join(", ")} or ${states.at(-1)}`;
}
