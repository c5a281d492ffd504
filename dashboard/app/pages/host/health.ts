import type { HostView } from "@novacron/protocol/http/hosts";
import { t } from "../../text/en.ts";
import { formatDuration } from "../../util/time.ts";

/** How the host is, in one sentence. */
export function hostHealth(host: HostView, now: number): string {
  const silent = formatDuration(now - (host.lastSampleAt ?? host.since ?? now));
  if (host.state === "offline") return t.host.health.offline(silent);
  if (host.state === "stale") return t.host.health.stale(silent);
  if (host.inventory.libvirt.state !== "connected") return t.host.health.libvirt;
  const fine = t.host.health.fine(host.machines.running);
  const wrongs = host.problems.length;
  return wrongs === 0 ? fine : `${fine} ${t.host.health.wrong(wrongs)}`;
}
