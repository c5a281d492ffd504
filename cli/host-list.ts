import { hostStates } from "@novacron/protocol/domain/host";
import { compareKnown, naturalKey, type SortValue } from "@novacron/protocol/domain/machine-sort";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HostView } from "@novacron/protocol/http/hosts";
import { valuesOf } from "./filter-terms.ts";

export interface HostWish {
  readonly name?: string;
  readonly state?: string;
  readonly sort?: string;
}

export const listedStates: readonly string[] = [...hostStates, "maintenance"];

const sortValues: Readonly<Record<string, (host: HostView) => SortValue>> = {
  name: ({ name }) => naturalKey(name),
  state: ({ state }) => -hostStates.indexOf(state),
  machines: ({ machines }) => machines.running,
  cpu: cpuShare,
  memory: memoryShare,
};
export const hostSortKeys: readonly string[] = Object.keys(sortValues);

/** What chooses and orders hosts as wished: a fleet's hosts come in one answer, so it is done here. */
export function hostsWished({
  name,
  state,
  sort = "name",
}: HostWish): (hosts: readonly HostView[]) => readonly HostView[] {
  const states = state === undefined ? null : valuesOf("state", state);
  const stray = states?.find((one) => !listedStates.includes(one));
  if (stray !== undefined) throw wrong("state", stray, listedStates);
  const isDown = sort.startsWith("-");
  const key = isDown ? sort.slice(1) : sort;
  const figureOf = Object.hasOwn(sortValues, key) ? sortValues[key] : undefined;
  if (figureOf === undefined) throw wrong("sort", sort, hostSortKeys);
  const part = name?.toLowerCase() ?? "";
  return (hosts) =>
    hosts
      .filter((host) => host.name.toLowerCase().includes(part) && isOneOf(host, states))
      .sort(
        (a, b) =>
          compareKnown(figureOf(a), figureOf(b), isDown ? -1 : 1) ||
          compareKnown(naturalKey(a.name), naturalKey(b.name), 1),
      );
}

export function cpuShare({ latest }: HostView): number | null {
  const idle = latest.cpuIdle;
  return idle === undefined || idle === null ? null : 1 - idle;
}

function memoryShare({ latest }: HostView): number | null {
  const { memoryTotalBytes: total, memoryAvailableBytes: free } = latest;
  return total == null || free == null || total === 0 ? null : 1 - free / total;
}

function isOneOf({ state, maintenance }: HostView, states: readonly string[] | null): boolean {
  if (states === null || states.includes(state)) return true;
  return maintenance !== null && states.includes("maintenance");
}

function wrong(option: string, value: string, known: readonly string[]): NovaError {
  return new NovaError("BAD_REQUEST", `list hosts with --${option} "${value}"`, {
    next: `Say one of ${known.join(", ")}`,
  });
}
