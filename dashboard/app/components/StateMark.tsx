import type { HostState } from "@novacron/protocol/domain/host";
import type { MachineState } from "@novacron/protocol/domain/machine";
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
