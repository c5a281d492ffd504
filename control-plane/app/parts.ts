import type { HostId } from "@novacron/protocol/domain/ids";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import { BusLogins } from "./access/bus-logins.ts";
import { PeopleAccess } from "./access/people.ts";
import type { AppPorts, AppSettings } from "./app-ports.ts";
import { Assigner } from "./bus/assigner.ts";
import { Facts } from "./bus/facts.ts";
import { Ingest } from "./ingest/ingest.ts";
import { settleOperation } from "./inventory/decisions.ts";
import { FleetState } from "./inventory/fleet-state.ts";
import { Inventory } from "./inventory/inventory.ts";
import { admit } from "./operations/admit.ts";
import { Consoles } from "./operations/consoles.ts";
import { Operations } from "./operations/operations.ts";
import { Committer } from "./support/committer.ts";
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

export type Parts = ReturnType<typeof buildParts>;

/** The parts of the application and who asks whom; nothing acts yet. */
export function buildParts(ports: AppPorts, settings: AppSettings, whole: Whole) {
  const { clock, log, link, secrets } = ports;
  const fleet = new FleetState();
  const committer = new Committer(ports.state, fleet, log);
  const latest = new LatestValues((machine) => fleet.copies.has(machine));
  const inventory = new Inventory({
    clock,
    committer,
    fleet,
    busSinceMs: whole.busSinceMs,
    onReconnected: whole.onReconnected,
    onPresence: whole.onPresence,
  });
  const operations: Operations = new Operations({
    clock,
    log,
    committer,
    epoch: whole.epoch,
    send: (host, message) => link.send("hostCommand", host, message),
    report: (machine, host) => fleet.copies.get(machine)?.get(host)?.report ?? null,
    isHostHeard: (host) => inventory.isHostHeard(host),
    admit: (by, body) =>
      admit(by, body, {
        epoch: whole.epoch(),
        nowMs: clock.now(),
        parts: views.parts(body.machine),
        ownership: fleet.ownerships.get(body.machine) ?? null,
        host: body.host === undefined ? null : (fleet.hosts.get(body.host) ?? null),
        hostState: (host) => inventory.hostState(host),
        open: operations.openOf(body.machine),
        heldBy: (machine) => operations.heldBy(machine),
      }),
    changed: whole.onOperation,
    settle: settleOperation,
  });
  const ingest: Ingest = new Ingest({
    clock,
    log,
    metrics: ports.metrics,
    committer,
    actorOf: (id) => operations.now(id as Operation["id"])?.requestedBy ?? null,
    ack: (host, boot, upTo) => {
      const row = fleet.hosts.get(host);
      const report = row === undefined ? null : { session: row.session, revision: row.revision };
      link.send("hostAck", host, { v: 1, host, boot, upTo, report }).catch((error: unknown) => {
        log.debug({ host, boot, upTo, error }, "ack not sent, the next batch brings it again");
      });
    },
    heard: (host) => {
      inventory.onBatchHeard(host).catch((error: unknown) => {
        log.debug({ host, error }, "presence not stored, the timer does it again");
      });
    },
    stored: (batch) => {
      views.sampled(latest.take(batch));
      ports.feed.sampled(batch);
      inventory.onBatchTaken(batch.host, batch.boot, batch.seq).catch((error: unknown) => {
        log.debug({ host: batch.host, error }, "record not reconciled, the next batch does it");
      });
    },
  });
  const views: FleetViewsFromMemory = new FleetViewsFromMemory({
    clock,
    fleet,
    inventory,
    operations,
    latest,
    skewMs: (host) => ingest.skewMs(host),
    ownProblems: whole.ownProblems,
  });
  const people = new PeopleAccess({ ...ports, committer });
  const busLogins = new BusLogins({ clock, secrets, committer, link, url: settings.bus.url });
  const assigner = new Assigner({ clock, link, fleet, epoch: whole.epoch });
  const facts = new Facts({
    clock,
    link,
    machineRow: (id) => views.machineRow(id),
    hostView: (id) => views.hostView(id),
  });
  const consoles = new Consoles({
    clock,
    secrets,
    tunnels: ports.tunnels,
    committer,
    operations,
    machine: (id) => {
      const { report } = views.machine(id);
      return { generation: report.generation, name: report.name };
    },
  });
  return {
    fleet,
    committer,
    latest,
    inventory,
    operations,
    ingest,
    views,
    people,
    busLogins,
    assigner,
    facts,
    consoles,
  };
}
