import type { HostView } from "@novacron/protocol/http/hosts";
import { t } from "../text/en.ts";
import { Badge } from "../ui/Badge.tsx";
import { MaintenanceMark } from "./StateMark.tsx";

/** What stands beside the name of a host wherever it is large enough. */
export function HostBadges({ host }: { readonly host: HostView }) {
  return (
    <>
      {host.maintenance !== null && (
        <Badge>
          <MaintenanceMark now={host.maintenance} />
        </Badge>
      )}
      {host.inventory.simulated && <Badge dashed>{t.common.simulated}</Badge>}
    </>
  );
}
