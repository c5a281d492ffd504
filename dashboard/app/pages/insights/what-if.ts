import type { WhatIf } from "@novacron/protocol/domain/placement";
import type { HostView } from "@novacron/protocol/http/hosts";

export const whatIfKeys = ["if", "host", "count", "vcpus", "memory"] as const;
export type WhatIfSearch = { readonly [K in (typeof whatIfKeys)[number]]?: string | undefined };

const gibibyte = 1024 ** 3;

/** The question that an address asks; a host that is not there is the first one. Null without hosts. */
export function whatIfOf(
  search: WhatIfSearch,
  hosts: readonly Pick<HostView, "id">[],
): WhatIf | null {
  if (search.if === "machines-added") {
    return {
      kind: "machines-added",
      count: whole(search.count, 1_000, 10),
      vcpus: whole(search.vcpus, 1_024, 2),
      memoryBytes: whole(search.memory, 8_192, 4) * gibibyte,
    };
  }
  const host = (hosts.find((one) => one.id === search.host) ?? hosts[0])?.id;
  if (host === undefined) return null;
  return search.if === "host-added"
    ? { kind: "host-added", like: host }
    : { kind: "host-lost", host };
}

function whole(text: string | undefined, max: number, usual: number): number {
  const value = Math.round(Number(text ?? Number.NaN));
  return value >= 1 && value <= max ? value : usual;
}
