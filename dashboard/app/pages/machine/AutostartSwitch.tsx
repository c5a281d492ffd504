import { machineCan } from "@novacron/protocol/domain/machine-can";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MachineView } from "@novacron/protocol/http/machines";
import { useSyncExternalStore } from "react";
import { askedKey, askedStore } from "../../commands/ask.ts";
import { act } from "../../commands/confirm-store.ts";
import { Obstacles } from "../../components/MachineActions.tsx";
import { useWho } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Tip } from "../../ui/Tip.tsx";
import css from "./AutostartSwitch.module.css";

/** Whether the machine comes back with its host; harmless, so it just happens. */
export function AutostartSwitch({ machine }: { readonly machine: MachineView }) {
  const who = useWho();
  const asked = useSyncExternalStore(askedStore.subscribe, askedStore.get);
  const obstacles = machineCan("machine.autostart", machineFacts(machine, who));
  const on = machine.autostart !== "off";
  const possible = obstacles.length === 0 && !asked.has(askedKey("machine.autostart", machine.id));
  return (
    <div className={css.row}>
      <Tip
        wide
        disabled={obstacles.length === 0}
        label={
          <Obstacles title={t.ask.cannot(t.actions["machine.autostart"])} obstacles={obstacles} />
        }
      >
        <button
          type="button"
          role="switch"
          aria-checked={on}
          aria-label={t.autostart.on}
          aria-disabled={!possible}
          className={css.switch}
          onClick={() => possible && act("machine.autostart", machine, { enabled: !on })}
        />
      </Tip>
      <p>{t.machine.autostart[machine.autostart]}</p>
    </div>
  );
}
