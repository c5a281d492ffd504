import type { Maintenance, MaintenanceHost } from "@novacron/protocol/domain/maintenance";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { steerMaintenanceRoute } from "@novacron/protocol/http/maintenance";
import type { BodyOf } from "@novacron/protocol/http/route";

export type SteerAction = BodyOf<typeof steerMaintenanceRoute>["action"];

const over: ReadonlySet<MaintenanceHost["state"]> = new Set(["done", "skipped"]);

/** The host whose turn it is; null when all are over. */
export function currentHost(one: Maintenance): MaintenanceHost | null {
  return one.hosts.find(({ state }) => !over.has(state)) ?? null;
}

const waits: ReadonlySet<MaintenanceHost["state"]> = new Set(["stuck", "maintained"]);

/** Why an action would do nothing just now; null where it does something, or was done already. */
export function steerObstacle(one: Maintenance, action: SteerAction): Obstacle | null {
  const host = currentHost(one);
  if (host === null) return action === "return" ? null : notNow("None of its hosts is left");
  const is = `${host.hostName} is ${host.state}`;
  switch (action) {
    case "run":
      if (one.command === undefined) return notNow("It names no hook");
      return waits.has(host.state) ? null : notNow(`${is}: no hook of it is to be run again`);
    case "go-on":
      return waits.has(host.state) ? null : notNow(`${is}: it waits for nobody`);
    case "skip":
      return host.state === "stuck" ? null : notNow(`${is}, not stuck`);
    case "retry":
      if (host.state !== "stuck") return notNow(`${is}, not stuck`);
      return host.run === undefined
        ? null
        : notNow(`${host.hostName} is empty, and its hook did not end well: run that again`);
    default:
      return null;
  }
}

function notNow(text: string): Obstacle {
  const remedy = "Look at how far its hosts are, and wait until one asks for it";
  return { code: "not-now", text, remedy };
}
