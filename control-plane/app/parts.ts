import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { isScheduled, type Operation } from "@novacron/protocol/domain/operation";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import { BusLogins } from "./access/bus-logins.ts";
import { PeopleAccess } from "./access/people.ts";
import { SigningRotation } from "./access/signing-rotation.ts";
import type { AppPorts, AppSettings } from "./app-ports.ts";
import { Audit } from "./audit/audit.ts";
import { Assigner } from "./bus/assigner.ts";
import { Commander } from "./bus/commander.ts";
import { Facts } from "./bus/facts.ts";
import { Turns } from "./bus/turns.ts";
import { Definitions } from "./definitions/definitions.ts";
import { GuestWriting } from "./forecast/guest-writing.ts";
import { Ingest } from "./ingest/ingest.ts";
import { FleetState } from "./inventory/fleet-state.ts";
import { Inventory } from "./inventory/inventory.ts";
import { LimitBook } from "./limits/limit-book.ts";
import { buildMoves, type MoveParts } from "./migrations/build-moves.ts";
import { ScheduledMove } from "./migrations/scheduled-move.ts";
import { type AdmissionFacts, admit } from "./operations/admit.ts";
import { Consoles } from "./operations/consoles.ts";
import { open } from "./operations/engine.ts";
import { Operations, operationLimits } from "./operations/operations.ts";
import { SingleAct } from "./operations/single-act.ts";
import { CpuHabit } from "./placement/cpu-habit.ts";
import { fleetUsage } from "./projects/fleet-usage.ts";
import { Projects } from "./projects/projects.ts";
import { defaultHistory } from "./record/history-retention.ts";
import { HistorySweep } from "./record/history-sweep.ts";
import type { SeenHost } from "./releases/rollout.ts";
import { Rollouts } from "./releases/rollouts.ts";
import { defaultRestoreWaitMs, Restoring } from "./restoring/restoring.ts";
import { Committer } from "./support/committer.ts";
import { AuthorityRotation, type AuthorityRotationPorts } from "./trust/authority-rotation.ts";
import { FleetTrust } from "./trust/fleet-trust.ts";
import { defaultTrust } from "./trust/trust-ports.ts";
import { FleetStories } from "./views/fleet-stories.ts";
import { FleetViewsFromMemory } from "./views/fleet-views.ts";
import { LatestValues } from "./views/latest-values.ts";

/** What the parts have to know of the whole. */
export interface Whole {
  readonly epoch: () => number;
  readonly busSinceMs: () => number | null;
  readonly ownProblems: () => readonly ProblemNote[];
  readonly onReconnected: (host: HostId) => void;
  readonly onPresence: (host: HostId) => void;
  readonly onOperation: (operation: Operation) => void;
}

export interface Parts {
  readonly fleet: FleetState;
  readonly committer: Committer;
  readonly latest: LatestValues;
  readonly guestWriting: GuestWriting;
  readonly cpuHabit: CpuHabit;
  readonly inventory: Inventory;
  readonly operations: Operations;
  readonly ingest: Ingest;
  readonly views: FleetViewsFromMemory;
  readonly people: PeopleAccess;
  readonly stories: FleetStories;
  readonly busLogins: BusLogins;
  readonly turns: Turns;
  readonly signing: SigningRotation;
  readonly authority: AuthorityRotation;
  readonly assigner: Assigner;
  readonly facts: Facts;
  readonly consoles: Consoles;
  readonly definitions: Definitions;
  readonly limits: LimitBook;
  readonly history: HistorySweep;
  readonly trust: FleetTrust;
  readonly audit: Audit;
  readonly projects: Projects;
  readonly restoring: Restoring;
  readonly rollouts: Rollouts;
  readonly moving: MoveParts;
}

export interface Building {
  readonly ports: AppPorts;
  readonly settings: AppSettings;
  readonly whole: Whole;
  readonly commander: Commander;
  /** All parts, once they are built; asked for only while they act. */
  readonly parts: () => Parts;
}

/** The parts of the application and who asks whom; nothing acts yet. */
export function buildParts(ports: AppPorts, settings: AppSettings, whole: Whole): Parts {
  const { clock, log, link } = ports;
  const fleet = new FleetState();
  const turns = new Turns();
  const commander = new Commander({ link, epoch: whole.epoch, turns, fleet });
  const building: Building = { ports, settings, whole, commander, parts: () => parts };
  const committer = new Committer(ports.state, fleet, log);
  const latest = new LatestValues((machine) => fleet.copies.has(machine));
  const inventory = new Inventory({ clock, committer, fleet, ...whole });
  const operations = buildOperations(building, committer);
  const ingest = buildIngest(building, committer);
  const views = new FleetViewsFromMemory({
    clock,
    fleet,
    inventory,
    operations,
    latest,
    skewMs: (host) => ingest.skewMs(host),
    identity: (host) => parts.trust.identity(host),
    reserved: (host) => building.parts().moving.fleet.reservedOn(host),
    maintenance: (host) => parts.moving.plans.maintenances.ofHost(host),
    labelOf: (id) => building.parts().projects.labels.of(id),
    limits: () => parts.limits.limits,
    ownProblems: whole.ownProblems,
  });
  const machineRow = views.machineRow.bind(views);
  const hostView = views.hostView.bind(views);
  const nameOf = (id: MachineId) => views.machineRow(id)?.name ?? null;
  const machine = (id: MachineId) => {
    const { report, host } = views.machine(id);
    return { ...report, host };
  };
  const parts: Parts = {
    fleet,
    committer,
    latest,
    guestWriting: new GuestWriting(),
    cpuHabit: new CpuHabit(),
    inventory,
    operations,
    ingest,
    views,
    people: new PeopleAccess({ ...ports, ...settings, committer }),
    stories: new FleetStories({ ...ports, fleet, operations, nameOf }),
    busLogins: buildBusLogins(building, committer),
    turns,
    ...buildRotations(building, fleet),
    assigner: new Assigner({
      clock,
      link,
      fleet,
      epoch: whole.epoch,
      turn: () => parts.turns.next(),
      trusted: () => ({ signingKeys: [...ports.signing.keys()], ...parts.authority.told() }),
      isHeld: () => parts.restoring.isActive(),
    }),
    facts: new Facts({ clock, link, machineRow, hostView }),
    consoles: new Consoles({ ...ports, committer, operations, machine }),
    definitions: buildDefinitions(building),
    audit: new Audit(ports, settings.auditRetention),
    projects: buildProjects(building, committer),
    restoring: buildRestoring(building, committer),
    rollouts: buildRollouts(building, committer),
    moving: buildMoves(building, committer),
    limits: new LimitBook(committer),
    history: new HistorySweep({ ...ports, retention: settings.history ?? defaultHistory }),
    trust: buildTrust(building, committer),
  };
  return parts;
}

function buildRotations({ ports, parts }: Building, fleet: FleetState) {
  const { signing, ca } = ports;
  const tell = (host: HostId) => parts().assigner.repeat(host);
  const cut: AuthorityRotationPorts["cut"] = (host, why) => parts().trust.cut(host, why);
  return {
    signing: new SigningRotation({ signing, fleet, tell }),
    authority: new AuthorityRotation({
      ca,
      identities: () => parts().trust.identities.all(),
      tell,
      cut,
    }),
  };
}

function buildBusLogins({ ports, settings, parts }: Building, committer: Committer): BusLogins {
  const needsCertificate = (host: HostId) => parts().trust.needsCertificate(host);
  return new BusLogins({ ...ports, committer, url: settings.bus.url, needsCertificate });
}

function buildTrust({ ports, settings, parts }: Building, committer: Committer): FleetTrust {
  return new FleetTrust({
    ...ports,
    committer,
    refused: (entry) => parts().audit.refused(entry),
    record: (tx, entry) => parts().audit.record(tx, entry),
    barred: (host) => parts().inventory.silenced(host),
    signingKeys: () => ports.signing.keys(),
    settings: settings.trust ?? defaultTrust,
  });
}

function buildOperations(building: Building, committer: Committer): Operations {
  const { ports, settings, whole, commander, parts } = building;
  const { clock, log } = ports;
  return new Operations({
    clock,
    log,
    committer,
    limit: settings.openOperations ?? operationLimits.open,
    commander,
    report: (machine, host) => parts().fleet.copies.get(machine)?.get(host)?.report ?? null,
    isHostHeard: (host) => parts().inventory.isHostHeard(host),
    admit: (by, body) => {
      parts().restoring.refuse(`${body.kind} of machine ${body.machine}`);
      const facts = admissionFacts(building, body);
      const copies = [...(parts().fleet.copies.get(body.machine)?.values() ?? [])];
      const operation =
        body.kind === "machine.migrate"
          ? parts().moving.moves.admit(by, body, {
              ...facts,
              copies,
              allOpen: () => parts().operations.openList(),
            })
          : admit(by, body, facts);
      parts().projects.admitOperation(operation);
      return operation;
    },
    changed: whole.onOperation,
    privately: (operation) => parts().moving.moves.privately(operation),
    carry: (operation, move, now) =>
      isScheduled(operation)
        ? new ScheduledMove(operation)
        : move === null
          ? new SingleAct(open(operation, now))
          : parts().moving.moves.carry(operation, move, now),
  });
}

function buildRollouts({ ports, commander, parts }: Building, committer: Committer): Rollouts {
  return new Rollouts({
    ...ports,
    committer,
    shelf: ports.shelf ?? null,
    hosts: () => parts().fleet.hosts.values(),
    seen: (host) => seenHost(parts(), host),
    commander,
    refuse: (attempted) => parts().restoring.refuse(attempted),
    refused: (entry) => parts().audit.refused(entry),
  });
}

function buildDefinitions({ ports, commander, parts }: Building): Definitions {
  return new Definitions({
    ...ports,
    machine: (id) => {
      const { report, name, host, hostName, hostState, hostCapabilities } =
        parts().views.machine(id);
      const { generation } = report;
      return { generation, name, host, hostName, hostState, capabilities: hostCapabilities };
    },
    commander,
    refuse: (attempted) => parts().restoring.refuse(attempted),
  });
}

function seenHost({ fleet, inventory, views }: Parts, host: HostId): SeenHost | null {
  const row = fleet.hosts.get(host);
  if (row === undefined) return null;
  const { agentVersion, problems = [] } = row.inventory;
  return {
    version: agentVersion,
    isOnline: inventory.hostState(host) !== "offline",
    lastSampleAt: views.latestOf("host", host)?.at ?? null,
    undone: problems.find(({ code }) => code === "UPGRADE_UNDONE") ?? null,
  };
}

function buildRestoring({ ports, settings, whole, parts }: Building, committer: Committer) {
  return new Restoring({
    clock: ports.clock,
    committer,
    get audit() {
      return parts().audit;
    },
    get fleet() {
      return parts().fleet;
    },
    waitMs: settings.restoreWaitMs ?? defaultRestoreWaitMs,
    busSinceMs: whole.busSinceMs,
    ended: () => {
      for (const host of parts().fleet.hosts.keys()) parts().assigner.repeat(host);
    },
  });
}

function buildProjects({ ports, parts }: Building, committer: Committer): Projects {
  const { clock, ids, feed } = ports;
  return new Projects({
    clock,
    ids,
    committer,
    source: fleetUsage(parts),
    report: (machine) => parts().inventory.primary(machine)?.report ?? null,
    changed: (machines) => {
      for (const machine of machines) {
        parts().views.machineChanged(machine);
        parts().facts.machineChanged(machine);
        feed.machineChanged(machine);
      }
    },
  });
}

function admissionFacts({ ports, whole, parts }: Building, body: RequestOperation): AdmissionFacts {
  const { fleet, inventory, operations, views } = parts();
  return {
    epoch: whole.epoch(),
    nowMs: ports.clock.now(),
    parts: views.parts(body.machine),
    ownership: fleet.ownerships.get(body.machine) ?? null,
    host: body.host === undefined ? null : (fleet.hosts.get(body.host) ?? null),
    hostState: (host) => inventory.hostState(host),
    open: operations.openOf(body.machine),
    heldBy: (machine) => operations.heldBy(machine),
  };
}

function buildIngest({ ports, parts }: Building, committer: Committer): Ingest {
  const { clock, log, link, metrics, feed } = ports;
  return new Ingest({
    clock,
    log,
    metrics,
    committer,
    actorOf: (id) => parts().operations.now(id as OperationId)?.requestedBy ?? null,
    ack: (host, boot, upTo) => {
      const row = parts().fleet.hosts.get(host);
      const report = row === undefined ? null : { session: row.session, revision: row.revision };
      link.send("hostAck", host, { v: 1, host, boot, upTo, report }).catch((error: unknown) => {
        log.debug({ host, boot, upTo, error }, "ack not sent, the next batch brings it again");
      });
    },
    heard: (host) => {
      parts()
        .inventory.onBatchHeard(host)
        .catch((error: unknown) => {
          log.debug({ host, error }, "presence not stored, the timer does it again");
        });
    },
    stored: (batch) => {
      const { views, latest, guestWriting, cpuHabit, inventory, facts } = parts();
      const { host, boot, seq } = batch;
      views.sampled(latest.take(batch));
      if (views.hostSampled(host, batch.at)) {
        feed.hostChanged(host);
        facts.hostChanged(host);
      }
      guestWriting.take(batch);
      cpuHabit.take(batch);
      feed.sampled(batch);
      inventory.onBatchTaken(host, boot, seq).catch((error: unknown) => {
        log.debug({ host, error }, "record not reconciled, the next batch does it");
      });
    },
  });
}
