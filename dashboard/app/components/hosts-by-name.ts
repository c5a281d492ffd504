import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";

/** `h2` before `h10`. */
export function hostsByName(hosts: Iterable<HostView>): HostView[] {
  return [...hosts].sort((a, b) => (naturalKey(a.name) < naturalKey(b.name) ? -1 : 1));
}

export function isNamed(host: HostView, part: string): boolean {
  return host.name.toLowerCase().includes(part.trim().toLowerCase());
}
