import type { PlacementRule } from "@novacron/protocol/domain/placement";
import { type FormEvent, useState } from "react";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { SelectField, TextField } from "../ui/Field.tsx";
import css from "./Placement.module.css";

const text = t.placement;
const kinds = ["apart", "together", "on-hosts", "off-hosts"] as const;
type Kind = (typeof kinds)[number];

/** Of a soft rule, where nobody says otherwise: a tenth of a whole host's overload. */
const usualWeight = "100";

interface Draft {
  readonly id: string;
  readonly kind: Kind;
  readonly machines: string;
  readonly hosts: string;
  readonly perHost: string;
  readonly weight: string | null;
}

const empty: Draft = {
  id: "",
  kind: "apart",
  machines: "",
  hosts: "",
  perHost: "1",
  weight: null,
};

/** A new rule; what the server refuses is said by the server. */
export function RuleForm({ onAdd }: { readonly onAdd: (rule: PlacementRule) => void }) {
  const [draft, setDraft] = useState(empty);
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  const rule = ruleOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rule !== null) onAdd(rule);
  };
  const byHost = draft.kind === "on-hosts" || draft.kind === "off-hosts";
  return (
    <form className={css.rule} onSubmit={submit}>
      <TextField
        label={text.ruleId}
        placeholder={text.ruleIdHint}
        value={draft.id}
        maxLength={64}
        spellCheck={false}
        onChange={(event) => set({ id: event.target.value })}
      />
      <SelectField
        label={text.kind}
        value={draft.kind}
        onChange={(event) => set({ kind: event.target.value as Kind })}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {text.kinds[kind]}
          </option>
        ))}
      </SelectField>
      <TextField
        label={text.machinesTag}
        value={draft.machines}
        onChange={(event) => set({ machines: event.target.value })}
      />
      {byHost && (
        <TextField
          label={text.hostsTag}
          value={draft.hosts}
          onChange={(event) => set({ hosts: event.target.value })}
        />
      )}
      {draft.kind === "apart" && (
        <TextField
          label={text.perHost}
          inputMode="numeric"
          value={draft.perHost}
          onChange={(event) => set({ perHost: event.target.value })}
        />
      )}
      <Holds weight={draft.weight} onChange={(weight) => set({ weight })} />
      <Button type="submit" kind="primary" aria-disabled={rule === null}>
        {text.add}
      </Button>
    </form>
  );
}

interface HoldsProps {
  readonly weight: string | null;
  readonly onChange: (weight: string | null) => void;
}

/** Always, or if possible and then how much it counts. */
function Holds({ weight, onChange }: HoldsProps) {
  return (
    <>
      <SelectField
        label={text.holds}
        value={weight === null ? "hard" : "soft"}
        onChange={(event) => onChange(event.target.value === "hard" ? null : usualWeight)}
      >
        <option value="hard">{text.hard}</option>
        <option value="soft">{text.soft}</option>
      </SelectField>
      {weight !== null && (
        <TextField
          label={text.weight}
          inputMode="decimal"
          value={weight}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </>
  );
}

/** Null until every part says something. */
function ruleOf(draft: Draft): PlacementRule | null {
  const id = draft.id.trim();
  const machines = draft.machines.trim();
  const hosts = draft.hosts.trim();
  const weight = draft.weight === null ? null : Number(draft.weight);
  const perHost = Math.round(Number(draft.perHost));
  if (id === "" || machines === "" || (weight !== null && !(weight > 0))) return null;
  const base = { id, machines, weight };
  switch (draft.kind) {
    case "apart":
      return perHost >= 1 ? { kind: "apart", ...base, perHost } : null;
    case "together":
      return { kind: "together", ...base };
    case "on-hosts":
    case "off-hosts":
      return hosts === "" ? null : { kind: draft.kind, ...base, hosts };
  }
}
