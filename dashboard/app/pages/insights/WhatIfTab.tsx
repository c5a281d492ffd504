import type { WhatIf } from "@novacron/protocol/domain/placement";
import type { HostView } from "@novacron/protocol/http/hosts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useHosts } from "../../live/use-live.ts";
import { NumberField } from "../../moves/NumberField.tsx";
import css from "../../placement/Placement.module.css";
import { WhatIfView } from "../../placement/WhatIfView.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { SelectField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { type WhatIfSearch, whatIfOf } from "./what-if.ts";

const text = t.placement.whatIf;
const kinds = ["host-lost", "host-added", "machines-added"] as const;
const gibibyte = 1024 ** 3;

/** The question stands in the address, so that its answer can be shown to somebody else. */
export function WhatIfTab() {
  const search = useSearch({ from: "/app/insights" });
  const navigate = useNavigate({ from: "/insights" });
  const hosts = useHosts();
  const all = [...hosts.rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (hosts.status === "ready" && all.length === 0) {
    return <Empty title={text.noHosts.title} text={text.noHosts.text} />;
  }
  const change = whatIfOf(search, all);
  const set = (changed: WhatIfSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  const kind = kinds.find((one) => one === search.if) ?? "host-lost";
  return (
    <div className={css.stack}>
      <Panel title={text.what}>
        <div className={css.stack}>
          <p className={css.quiet}>{text.lead}</p>
          <Segmented
            label={text.what}
            value={kind}
            options={kinds.map((value) => ({ value, text: text.kinds[value] }))}
            onChange={(value) => set({ if: value })}
          />
          <div className={css.ask}>
            {kind === "machines-added" ? (
              <Added change={change} onChange={set} />
            ) : (
              <Host
                label={kind === "host-lost" ? text.lost : text.like}
                hosts={all}
                value={hostOf(change)}
                onChange={(host) => set({ host })}
              />
            )}
          </div>
        </div>
      </Panel>
      {change !== null && <WhatIfView change={change} />}
    </div>
  );
}

function hostOf(change: WhatIf | null): string {
  if (change?.kind === "host-lost") return change.host;
  return change?.kind === "host-added" ? change.like : "";
}

interface HostProps {
  readonly label: string;
  readonly hosts: readonly HostView[];
  readonly value: string;
  readonly onChange: (host: string) => void;
}

function Host({ label, hosts, value, onChange }: HostProps) {
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {hosts.map((host) => (
        <option key={host.id} value={host.id}>
          {host.name}
        </option>
      ))}
    </SelectField>
  );
}

interface AddedProps {
  readonly change: WhatIf | null;
  readonly onChange: (changed: WhatIfSearch) => void;
}

function Added({ change, onChange }: AddedProps) {
  if (change?.kind !== "machines-added") return null;
  const field = (label: string, key: "count" | "vcpus" | "memory", value: number, unit: number) => (
    <NumberField
      label={label}
      value={value}
      unit={unit}
      min={1}
      placeholder=""
      onChange={(next) => next !== undefined && onChange({ [key]: String(next / unit) })}
    />
  );
  return (
    <>
      {field(text.count, "count", change.count, 1)}
      {field(text.vcpus, "vcpus", change.vcpus, 1)}
      {field(text.memory, "memory", change.memoryBytes, gibibyte)}
    </>
  );
}
