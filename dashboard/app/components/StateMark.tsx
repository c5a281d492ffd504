import type { HostState } from "@novacron/protocol/domain/host";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { HostInMaintenance, MaintenanceHost } from "@novacron/protocol/domain/maintenance";
import type { OperationState } from "@novacron/protocol/domain/operation";
import { t } from "../text/en.ts";
import { Mark, type Tone } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";

type Look = readonly [ShapeName, Tone];

const machineLooks: Readonly<Record<MachineState, Look>> = {
  running: ["full", "ok"],
  paused: ["bars", "warn"],
  "shutting-down": ["half", "warn"],
  shutoff: ["ring", "off"],
  crashed: ["cross", "bad"],
  pmsuspended: ["moon", "off"],
  unknown: ["dashed", "off"],
};
const hostLooks: Readonly<Record<HostState, Look>> = {
  online: ["square", "ok"],
  stale: ["square-half", "warn"],
  offline: ["square-cross", "bad"],
};
const operationLooks: Readonly<Record<OperationState, Look>> = {
  pending: ["dashed", "off"],
  running: ["turning", "off"],
  cancelling: ["turning", "warn"],
  succeeded: ["check", "ok"],
  failed: ["cross", "bad"],
  cancelled: ["dash", "off"],
  "needs-attention": ["alert", "bad"],
};

const stageLooks: Readonly<Record<MaintenanceHost["state"], Look>> = {
  planned: ["dashed", "off"],
  draining: ["turning", "off"],
  working: ["turning", "off"],
  maintained: ["ring", "ok"],
  returning: ["turning", "off"],
  done: ["check", "ok"],
  stuck: ["alert", "bad"],
  skipped: ["dash", "off"],
};

interface MachineMarkProps {
  readonly state: MachineState;
  readonly conflict?: boolean;
  readonly bare?: boolean;
}

export function MachineMark({ state, conflict = false, bare = false }: MachineMarkProps) {
  if (conflict) return <Mark shape="twin" tone="bad" text={t.states.conflict} bare={bare} />;
  const [shape, tone] = machineLooks[state];
  return <Mark shape={shape} tone={tone} text={t.states.machine[state]} bare={bare} />;
}

export function HostMark({ state, bare = false }: { state: HostState; bare?: boolean }) {
  const [shape, tone] = hostLooks[state];
  return <Mark shape={shape} tone={tone} text={t.states.host[state]} bare={bare} />;
}

export function OperationMark({ state, bare = false }: { state: OperationState; bare?: boolean }) {
  const [shape, tone] = operationLooks[state];
  return <Mark shape={shape} tone={tone} text={t.states.operation[state]} bare={bare} />;
}

/** How far a host is in a maintenance. */
export function StageMark({ state }: { readonly state: MaintenanceHost["state"] }) {
  const [shape, tone] = stageLooks[state];
  return <Mark shape={shape} tone={tone} text={t.maintenance.hostStates[state]} />;
}

/** That a host is in maintenance, and how far; nothing where it is not. */
export function MaintenanceMark({
  now,
  bare = false,
}: {
  readonly now: HostInMaintenance | null;
  readonly bare?: boolean;
}) {
  if (now === null) return null;
  const [shape, tone] = now.paused ? (["bars", "warn"] as const) : stageLooks[now.state];
  return <Mark shape={shape} tone={tone} text={inMaintenanceText(now)} bare={bare} />;
}

export function inMaintenanceText({ state, paused }: HostInMaintenance): string {
  const mark = t.maintenance.marks[state];
  return paused ? t.maintenance.pausedAt(mark) : mark;
}
