import type { PlacementSettings } from "@novacron/protocol/domain/placement";
import { useMutation } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import { placementQuery } from "../api/placement.ts";
import { queryClient } from "../api/query-client.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { useMay } from "../components/use-who.ts";
import { NumberField } from "../moves/NumberField.tsx";
import { t } from "../text/en.ts";
import { Panel } from "../ui/Panel.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import css from "./Placement.module.css";

const text = t.placement;
const modes = ["manual", "suggest", "automatic"] as const;

/** When plans are made and how far they may go; a change counts at once. */
export function SettingsPanel({ settings: known }: { readonly settings: PlacementSettings }) {
  const may = useMay("system.manage");
  const set = useMutation({
    mutationFn: (next: PlacementSettings) => call("setPlacement", { body: next }),
    onSuccess: (answer) => queryClient.setQueryData(placementQuery.queryKey, answer),
  });
  // What was pressed is shown at once, and goes back if the server refuses it.
  const settings = set.isPending ? set.variables : known;
  const change = (changed: Partial<PlacementSettings>) => {
    if (may) set.mutate({ ...settings, ...changed });
  };
  const field = (key: Exclude<keyof PlacementSettings, "mode">, label: string, unit: number) => (
    <NumberField
      label={label}
      value={settings[key]}
      unit={unit}
      min={key === "leastGain" ? 0 : 1}
      placeholder=""
      onChange={(value) => value !== undefined && change({ [key]: value })}
    />
  );
  return (
    <Panel title={text.settings}>
      <div className={css.stack}>
        <Segmented
          label={text.mode}
          value={settings.mode}
          options={modes.map((value) => ({ value, text: text.modes[value] }))}
          onChange={(mode) => change({ mode })}
        />
        <p className={css.quiet}>{may ? text.modeHelp[settings.mode] : text.mayNot}</p>
        <div className={css.fields}>
          {field("coolDownMs", text.coolDown, 60_000)}
          {field("leastGain", text.leastGain, 1)}
          {field("mostMoves", text.mostMoves, 1)}
          <NumberField
            label={text.safety}
            value={settings.safety}
            unit={0.01}
            min={10}
            whole={false}
            placeholder=""
            onChange={(value) => value !== undefined && change({ safety: Math.min(1, value) })}
          />
        </div>
        {set.isError && <ErrorView error={set.error} />}
      </div>
    </Panel>
  );
}
