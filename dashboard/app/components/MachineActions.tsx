import {
  type MachineAction,
  machineCan,
  type Obstacle,
} from "@novacron/protocol/domain/machine-can";
import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MachineView } from "@novacron/protocol/http/machines";
import { useSyncExternalStore } from "react";
import { askedKey, askedStore } from "../commands/ask.ts";
import { useAct } from "../commands/use-act.ts";
import { useOperations } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { Shape } from "../ui/Shape.tsx";
import { Tip } from "../ui/Tip.tsx";
import css from "./MachineActions.module.css";
import { useWho } from "./use-who.ts";

const icons: Partial<Record<MachineAction, IconName>> = {
  "machine.start": "start",
  "machine.resume": "start",
  "machine.shutdown": "power",
  "machine.reboot": "reboot",
  "machine.pause": "pause",
  "machine.force-off": "stop",
  "machine.migrate": "move",
  "machine.delete-demo": "trash",
};

/** Every action of the machine; one that is not possible says all that stands in its way. */
export function MachineActions({ machine }: { readonly machine: MachineView }) {
  const who = useWho();
  const facts = machineFacts(machine, who);
  return (
    <div className={css.bar} role="toolbar" aria-label={machine.name}>
      {actionsFor(machine).map((kind) => (
        <ActionButton
          key={kind}
          kind={kind}
          machine={machine}
          obstacles={machineCan(kind, facts)}
        />
      ))}
    </div>
  );
}

/** Start or resume stands first where it is what the machine needs. */
function actionsFor(machine: MachineView): MachineAction[] {
  const wake = machine.state === "paused" || machine.state === "pmsuspended";
  const list: MachineAction[] = [
    wake ? "machine.resume" : "machine.start",
    "machine.shutdown",
    "machine.reboot",
    "machine.pause",
    "machine.migrate",
    "machine.force-off",
  ];
  return machine.demo ? [...list, "machine.delete-demo"] : list;
}

interface ActionButtonProps {
  readonly kind: MachineAction;
  readonly machine: MachineView;
  readonly obstacles: readonly Obstacle[];
}

function ActionButton({ kind, machine, obstacles }: ActionButtonProps) {
  const asked = useSyncExternalStore(askedStore.subscribe, askedStore.get);
  const open = useOperations().rows;
  const act = useAct();
  const busy =
    asked.has(askedKey(kind, machine.id)) ||
    [...open.values()].some(
      (op) =>
        op.machine === machine.id && op.kind === kind && !hasEnded(op.state) && !isScheduled(op),
    );
  const possible = obstacles.length === 0;
  const hurts = kind === "machine.force-off" || kind === "machine.delete-demo";
  const wakes = possible && (kind === "machine.start" || kind === "machine.resume");
  const icon = icons[kind];
  return (
    <Tip
      wide
      disabled={possible || busy}
      label={<Obstacles title={t.ask.cannot(t.actions[kind])} obstacles={obstacles} />}
    >
      <Button
        kind={wakes ? "primary" : hurts ? "danger" : "plain"}
        aria-disabled={!possible || busy}
        busy={busy}
        onClick={() => {
          if (possible && !busy) act(kind, machine);
        }}
      >
        {busy ? <Shape name="dashed" /> : icon !== undefined && <Icon name={icon} size={14} />}
        {t.actions[kind]}
      </Button>
    </Tip>
  );
}

export function Obstacles(props: { title: string; obstacles: readonly Obstacle[] }) {
  return (
    <div className={css.why}>
      <strong>{props.title}</strong>
      {props.obstacles.map((one) => (
        <div key={one.code}>
          {one.text}.<div className={css.remedy}>{one.remedy}.</div>
        </div>
      ))}
    </div>
  );
}
