import type { MachineFacts } from "@novacron/protocol/domain/machine-can";
import { type MachineAction, machineCan } from "@novacron/protocol/domain/machine-can";
import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { t } from "../text/en.ts";

/** One line of the palette. */
export type Found =
  | { readonly type: "page"; readonly to: string; readonly text: string }
  | { readonly type: "machine"; readonly machine: MachineRow }
  | { readonly type: "host"; readonly host: HostView }
  | { readonly type: "action"; readonly kind: MachineAction; readonly machine: MachineRow }
  | { readonly type: "maintenance"; readonly host: HostView }
  | { readonly type: "filter"; readonly filter: string };

export interface Findable {
  readonly pages: readonly { readonly to: string; readonly text: string }[];
  readonly machines: readonly MachineRow[];
  readonly hosts: readonly HostView[];
  readonly facts: (machine: MachineRow) => MachineFacts;
}

const machinesMax = 7;
const hostsMax = 4;
const actionsMax = 6;

const verbs: readonly (readonly [string, MachineAction])[] = [
  ["start", "machine.start"],
  ["shut down", "machine.shutdown"],
  ["shutdown", "machine.shutdown"],
  ["stop", "machine.shutdown"],
  ["reboot", "machine.reboot"],
  ["restart", "machine.reboot"],
  ["pause", "machine.pause"],
  ["resume", "machine.resume"],
  ["move", "machine.migrate"],
  ["migrate", "machine.migrate"],
  ["force off", "machine.force-off"],
  ["kill", "machine.force-off"],
  ["delete", "machine.delete-demo"],
];

const hostVerbs = ["maintenance", "maintain", "drain", "evacuate"] as const;

/**
 * What a typed text may mean, best first: an action with a machine ("reboot web-3"), a machine, a host, a
 * page. Only actions that are possible now are offered.
 */
export function find(text: string, among: Findable): readonly Found[] {
  const typed = text.trim().toLowerCase();
  if (typed === "") return among.pages.map((page) => ({ type: "page", ...page }));
  const found: Found[] = [...actions(typed, among), ...maintenances(typed, among)];
  found.push(
    ...best(typed, among.machines, textsOfMachine, machinesMax).map((machine) => ({
      type: "machine" as const,
      machine,
    })),
    ...best(typed, among.hosts, textsOfHost, hostsMax).map((host) => ({
      type: "host" as const,
      host,
    })),
    ...among.pages
      .filter((page) => page.text.toLowerCase().includes(typed))
      .map((page) => ({ type: "page" as const, ...page })),
  );
  const acts = found.some((one) => one.type === "action" || one.type === "maintenance");
  if (among.machines.length > 0 && !acts) found.push({ type: "filter", filter: text.trim() });
  return found;
}

function actions(typed: string, among: Findable): Found[] {
  const found: Found[] = [];
  for (const [verb, kind] of verbs) {
    const rest = restAfter(typed, verb);
    if (rest === null || found.some((one) => one.type === "action" && one.kind === kind)) continue;
    const able = among.machines.filter((m) => machineCan(kind, among.facts(m)).length === 0);
    const chosen = rest === "" ? [] : best(rest, able, textsOfMachine, actionsMax);
    for (const machine of chosen) found.push({ type: "action", kind, machine });
  }
  return found.slice(0, actionsMax);
}

/** Putting a host in maintenance shows the plan first, so every host is offered. */
function maintenances(typed: string, among: Findable): Found[] {
  for (const verb of hostVerbs) {
    const rest = restAfter(typed, verb);
    if (rest === null || rest === "") continue;
    return best(rest, among.hosts, textsOfHost, hostsMax).map((host) => ({
      type: "maintenance",
      host,
    }));
  }
  return [];
}

/** What follows the verb, null where the text does not begin with it (or ends with it). */
function restAfter(typed: string, verb: string): string | null {
  if (typed.startsWith(`${verb} `)) return typed.slice(verb.length + 1).trim();
  if (typed.endsWith(` ${verb}`)) return typed.slice(0, -verb.length - 1).trim();
  return null;
}

function best<T>(
  typed: string,
  all: readonly T[],
  texts: (one: T) => readonly string[],
  max: number,
): T[] {
  const scored: { one: T; score: number; key: string }[] = [];
  for (const one of all) {
    const score = Math.max(...texts(one).map((text) => scoreOf(typed, text.toLowerCase())));
    if (score > 0) scored.push({ one, score, key: naturalKey(texts(one)[0] ?? "") });
  }
  scored.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  return scored.slice(0, max).map((entry) => entry.one);
}

function scoreOf(typed: string, text: string): number {
  if (text === typed) return 4;
  if (text.startsWith(typed)) return 3;
  const at = text.indexOf(typed);
  if (at < 0) return 0;
  return /[^a-z0-9]/.test(text[at - 1] ?? "") ? 2 : 1;
}

const textsOfMachine = (m: MachineRow) => [m.name, ...m.addresses, ...m.tags, m.id];
const textsOfHost = (host: HostView) => [
  host.name,
  ...host.inventory.nics.flatMap((nic) => nic.addresses),
  host.id,
];

export function describe(found: Found): string {
  switch (found.type) {
    case "page":
      return found.text;
    case "machine":
      return found.machine.name;
    case "host":
      return found.host.name;
    case "action":
      return `${t.actions[found.kind]} ${found.machine.name}`;
    case "maintenance":
      return t.maintenance.of(found.host.name);
    case "filter":
      return t.search.filter(found.filter);
  }
}
