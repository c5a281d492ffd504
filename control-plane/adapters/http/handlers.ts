import type { ControlPlane } from "../../app/control-plane.ts";
import type { Handlers } from "./handler.ts";
import { auditHandlers } from "./handlers/audit.ts";
import { authorityHandlers } from "./handlers/authority.ts";
import { fleetHandlers } from "./handlers/fleet.ts";
import { hostHandlers } from "./handlers/hosts.ts";
import { integrationHandlers } from "./handlers/integrations.ts";
import { machineHandlers } from "./handlers/machines.ts";
import { maintenanceHandlers } from "./handlers/maintenance.ts";
import { metricHandlers } from "./handlers/metrics.ts";
import { moveHandlers } from "./handlers/moves.ts";
import { oidcHandlers } from "./handlers/oidc.ts";
import { operationHandlers } from "./handlers/operations.ts";
import { peopleHandlers } from "./handlers/people.ts";
import { placementHandlers } from "./handlers/placement.ts";
import { projectHandlers } from "./handlers/projects.ts";
import { recordHandlers } from "./handlers/record.ts";
import { releaseHandlers } from "./handlers/releases.ts";
import { restoringHandlers } from "./handlers/restoring.ts";
import { sessionHandlers } from "./handlers/session.ts";
import { signingHandlers } from "./handlers/signing.ts";
import { systemHandlers } from "./handlers/system.ts";
import { tokenHandlers } from "./handlers/tokens.ts";
import { trustHandlers } from "./handlers/trust.ts";

export function handlersOf(app: ControlPlane): Handlers {
  return {
    ...sessionHandlers(app),
    ...tokenHandlers(app),
    ...fleetHandlers(app),
    ...auditHandlers(app),
    ...hostHandlers(app),
    ...machineHandlers(app),
    ...operationHandlers(app),
    ...moveHandlers(app),
    ...maintenanceHandlers(app),
    ...placementHandlers(app),
    ...metricHandlers(app),
    ...recordHandlers(app),
    ...projectHandlers(app),
    ...integrationHandlers(app),
    ...peopleHandlers(app),
    ...oidcHandlers(app),
    ...trustHandlers(app),
    ...signingHandlers(app),
    ...authorityHandlers(app),
    ...releaseHandlers(app),
    ...systemHandlers(app),
    ...restoringHandlers(app),
  };
}
