import type { HostInventory, HostState } from "@novacron/protocol/domain/host";
import { defaultHostLimits } from "@novacron/protocol/domain/host-limits";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { MqttUser } from "@novacron/protocol/http/integrations";
import type { LiveMessage } from "@novacron/protocol/http/live";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { ApiToken } from "@novacron/protocol/http/tokens";
import { firstRecord } from "./history.ts";
import { makeInventory } from "./make-host.ts";
import { makeReport } from "./make-machine.ts";
import { MockPeople } from "./people.ts";
import type { Scenario } from "./scenarios.ts";

export interface MockHost {
  inventory: HostInventory;
  state: HostState;
  since: number;
}
export interface MockMachine {
  report: MachineReport;
  host: HostId;
  /** Second host that reports the same machine. */
  copy: HostId | null;
}

/** All that one login of the mock sees and changes. Nothing of it outlives the process. */
export class MockFleet {
  readonly scenario: Scenario;
  readonly startedAt: number;
  readonly hosts = new Map<string, MockHost>();
  readonly machines = new Map<string, MockMachine>();
  readonly operations = new Map<string, OperationView>();
  readonly maintenances = new Map<string, Maintenance>();
  readonly record: RecordEntry[] = [];
  readonly tokens: ApiToken[] = [];
  limits = defaultHostLimits;
  readonly people = new MockPeople();
  readonly mqttUsers: MqttUser[] = [];
  readonly consoles = new Map<string, MachineId>();
  readonly listeners = new Set<(message: LiveMessage) => void>();

  constructor(scenario: Scenario, now: number) {
    this.scenario = scenario;
    this.startedAt = now;
    const byName = new Map<string, HostInventory>();
    for (const spec of scenario.hosts) {
      const inventory = makeInventory(spec, now);
      const down = spec.name === scenario.hostDown;
      byName.set(spec.name, inventory);
      this.hosts.set(inventory.id, {
        inventory,
        state: down ? "offline" : "online",
        since: down ? now - 11 * 60_000 : (inventory.hostBootAt ?? now),
      });
    }
    for (const spec of scenario.machines) {
      const host = byName.get(spec.host);
      if (host === undefined) continue;
      const report = makeReport({ ...spec, virtualisation: host.virtualisation.verdict }, now);
      this.machines.set(report.id, { report, host: host.id, copy: null });
    }
    firstRecord(this, now);
  }

  emit(message: LiveMessage): void {
    for (const listener of this.listeners) listener(message);
  }

  note(entry: Omit<RecordEntry, "id">): void {
    const full = { ...entry, id: this.record.length + 1 };
    this.record.push(full);
    this.emit({ type: "record", entries: [full] });
  }

  hostName(id: string): string {
    return this.hosts.get(id)?.inventory.name ?? id;
  }

  machinesOf(host: string): MockMachine[] {
    return [...this.machines.values()].filter((machine) => machine.host === host);
  }
}
