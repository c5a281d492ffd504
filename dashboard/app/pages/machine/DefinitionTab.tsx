import type { MachineView } from "@novacron/protocol/http/machines";
import { t } from "../../text/en.ts";
import { Panel } from "../../ui/Panel.tsx";
import css from "./MachinePage.module.css";

/** What the agent reports of the machine's definition, word for word. */
export function DefinitionTab({ machine }: { readonly machine: MachineView }) {
  return (
    <Panel title={t.machine.tabs.definition} flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={css.pre} tabIndex={0}>
        {JSON.stringify(machine.report, null, 2)}
      </pre>
    </Panel>
  );
}
