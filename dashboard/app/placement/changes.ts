import type { PlacementPicture } from "@novacron/protocol/domain/placement";

/** One host before and after; null where it is not there. */
export interface HostChange {
  readonly host: string;
  readonly hostName: string;
  readonly machines: readonly [number | null, number | null];
  readonly load: Readonly<Record<string, readonly [number | null, number | null]>>;
  /** Largest change of any resource; 0 where nothing changes. */
  readonly size: number;
}

/** Loads closer than this are the same to a reader. */
const noticeable = 0.005;

/** Hosts of either picture, those that change most first. */
export function changesOf(before: PlacementPicture, after: PlacementPicture): HostChange[] {
  const was = new Map(before.hosts.map((host) => [host.host as string, host]));
  const is = new Map(after.hosts.map((host) => [host.host as string, host]));
  const resources = resourcesOf(before, after);
  const ids = [...new Set([...was.keys(), ...is.keys()])];
  return ids
    .map((id) => {
      const [one, other] = [was.get(id), is.get(id)];
      const load = Object.fromEntries(
        resources.map((name) => [name, [one?.load[name] ?? null, other?.load[name] ?? null]]),
      ) as HostChange["load"];
      return {
        host: id,
        hostName: one?.hostName ?? other?.hostName ?? id,
        machines: [one?.machines ?? null, other?.machines ?? null] as const,
        load,
        size: sizeOf(Object.values(load)),
      };
    })
    .sort((a, b) => b.size - a.size || (a.hostName < b.hostName ? -1 : 1));
}

export function resourcesOf(before: PlacementPicture, after: PlacementPicture): string[] {
  const names = [...before.hosts, ...after.hosts].flatMap((host) => Object.keys(host.load));
  return [...new Set(names)].sort();
}

/** Load of the fullest resource of the fullest host; null without hosts. */
export function fullest(picture: PlacementPicture): number | null {
  const loads = picture.hosts.flatMap((host) => Object.values(host.load));
  return loads.length === 0 ? null : Math.max(...loads);
}

function sizeOf(pairs: readonly (readonly [number | null, number | null])[]): number {
  const sizes = pairs.map(([was, is]) =>
    was === null || is === null ? (was === is ? 0 : 1) : Math.abs(is - was),
  );
  const largest = Math.max(0, ...sizes);
  return largest < noticeable ? 0 : largest;
}
