import { randomUUID } from "node:crypto";
import type { HostInventory } from "@novacron/protocol/domain/host";
import type { Rollout, RolloutHost } from "@novacron/protocol/domain/rollout";
import { planWaves } from "@novacron/protocol/domain/rollout-plan";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ReleaseView } from "@novacron/protocol/http/releases";
import type { MockFleet, MockHost } from "./fleet.ts";
import type { Handled, Handlers } from "./handlers.ts";
import { hostView } from "./views.ts";

type Names = Extract<Handled, `${string}Release${string}` | `${string}Rollout`>;

const common = { minFrom: "0.1.0", archs: ["x64", "arm64"] } as const;
const releases: readonly ReleaseView[] = [
  { version: "0.3.0", commit: null, trusted: false, ...common, archs: [...common.archs] },
  { version: "0.2.0", commit: "3f9c1e07ab24", trusted: true, ...common, archs: [...common.archs] },
];

const kept = new WeakMap<MockFleet, Rollout>();
/** How long each host takes from being asked to being healthy. */
const hostMs = 1_500;
const undone =
  "The upgrade to 0.2.0 was undone: it was begun 3 times and did not reach the control plane";

/** Releases, and an upgrade that goes on with each look at it; in the scenario rolls-back its canary goes back. */
export const releaseHandlers: Pick<Handlers, Names> = {
  listReleases: (fleet) => ({ items: fleet.hosts.size === 0 ? [] : [...releases] }),
  showRollout: (fleet) => ({ rollout: look(fleet) }),
  startRollout: (fleet, { body, person }) => {
    const release = releases.find(({ version }) => version === body.version);
    if (release?.trusted !== true) throw new NovaError("RELEASE_UNTRUSTED", "upgrade the agents");
    const hosts = planWaves([...fleet.hosts.values()].map(plannable), release, body).map(
      ({ host, wave, problem }): RolloutHost => ({
        host: host.id,
        name: host.name,
        from: host.inventory.agentVersion,
        state: problem === null ? "waiting" : "skipped",
        wave,
        operation: randomUUID() as RolloutHost["operation"],
        sentAt: null,
        endedAt: null,
        problem,
      }),
    );
    const { version, confirmWithinMs } = body;
    const since = { startedBy: person, startedAt: Date.now(), endedAt: null };
    kept.set(fleet, { version, state: "running", ...since, confirmWithinMs, hosts });
    return { rollout: look(fleet) };
  },
  steerRollout: (fleet, { body }) => {
    const now = look(fleet);
    if (now === null || now.endedAt !== null) throw new NovaError("CONFLICT", "steer the upgrade");
    const state = ({ pause: "paused", resume: "running", cancel: "cancelled" } as const)[
      body.action
    ];
    const endedAt = body.action === "cancel" ? Date.now() : null;
    kept.set(fleet, { ...now, state, endedAt });
    return { rollout: kept.get(fleet) ?? null };
  },
};

function plannable({ inventory, state }: MockHost) {
  return { id: inventory.id, name: inventory.name, state, inventory };
}

function look(fleet: MockFleet): Rollout | null {
  const before = kept.get(fleet);
  if (before === undefined || before.state !== "running") return before ?? null;
  const now = Date.now();
  const wave = Math.min(...before.hosts.filter(isOpen).map((host) => host.wave));
  const hosts = before.hosts.map((host) => (host.wave === wave ? moved(fleet, host, now) : host));
  const isHalted = hosts.some(({ state }) => state === "failed");
  const ended = isHalted ? "halted" : hosts.some(isOpen) ? null : "done";
  const after: Rollout = { ...before, hosts, state: ended ?? before.state, endedAt: ended && now };
  kept.set(fleet, after);
  return after;
}

function isOpen({ state }: RolloutHost): boolean {
  return state === "waiting" || state === "sent" || state === "returned";
}

function moved(fleet: MockFleet, host: RolloutHost, now: number): RolloutHost {
  if (host.state === "waiting") return { ...host, state: "sent", sentAt: now };
  if (!isOpen(host) || host.sentAt === null) return host;
  const sinceMs = now - host.sentAt;
  if (sinceMs > hostMs / 2 && fleet.scenario.rollsBack === true) {
    report(fleet, host, { problems: [{ code: "UPGRADE_UNDONE", text: undone, since: now }] });
    return { ...host, state: "failed", problem: undone, endedAt: now };
  }
  if (sinceMs > hostMs) {
    report(fleet, host, { agentVersion: kept.get(fleet)?.version ?? host.from });
    return { ...host, state: "healthy", endedAt: now };
  }
  return sinceMs > hostMs / 2 ? { ...host, state: "returned" } : host;
}

function report(fleet: MockFleet, { host }: RolloutHost, change: Partial<HostInventory>): void {
  const found = fleet.hosts.get(host);
  if (found === undefined) return;
  found.inventory = { ...found.inventory, ...change };
  fleet.emit({ type: "hosts", changed: [hostView(fleet, found, Date.now())], gone: [] });
}
