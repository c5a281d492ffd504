import { hookObstacles, hooksOfAny } from "@novacron/protocol/domain/hook-obstacles";
import { hookTimeout } from "@novacron/protocol/domain/host-hook";
import type { MaintenanceCommand } from "@novacron/protocol/domain/maintenance";
import type { HostView } from "@novacron/protocol/http/hosts";
import { NumberField } from "../moves/NumberField.tsx";
import { ObstacleList } from "../moves/ObstacleList.tsx";
import { t } from "../text/en.ts";
import { SelectField } from "../ui/Field.tsx";
import css from "./Maintenance.module.css";

const text = t.maintenance;
const minuteMs = 60_000;

export interface CommandChoiceProps {
  readonly hosts: readonly HostView[];
  readonly command: MaintenanceCommand | null;
  readonly onChange: (command: MaintenanceCommand | null) => void;
}

/** Which of the hosts' own hooks runs once each is empty; a hook that one of them lacks says which, and why. */
export function CommandChoice({ hosts, command, onChange }: CommandChoiceProps) {
  const hooks = hooksOfAny(hosts);
  const timeoutMs = command?.timeoutMs ?? hookTimeout.defaultMs;
  const choose = (name: string) => onChange(name === "" ? null : { name, timeoutMs });
  const obstacles = command === null ? [] : hookObstacles(hosts, command.name);
  return (
    <div>
      <div className={css.command}>
        <SelectField
          label={text.command}
          value={command?.name ?? ""}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">{text.noCommand}</option>
          {hooks.map((hook) => (
            <option key={hook} value={hook}>
              {hookObstacles(hosts, hook).length === 0 ? hook : text.notOnAll(hook)}
            </option>
          ))}
        </SelectField>
        {command !== null && (
          <NumberField
            label={text.deadline}
            value={timeoutMs}
            unit={minuteMs}
            min={hookTimeout.leastMs / minuteMs}
            placeholder={String(hookTimeout.defaultMs / minuteMs)}
            onChange={(ms = hookTimeout.defaultMs) =>
              onChange({ ...command, timeoutMs: Math.min(ms, hookTimeout.mostMs) })
            }
          />
        )}
      </div>
      {obstacles.length > 0 && <ObstacleList obstacles={obstacles} />}
      <p className={css.quiet}>{hooks.length === 0 ? text.noHooks : text.commandHelp}</p>
    </div>
  );
}
