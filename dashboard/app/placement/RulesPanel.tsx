import type { PlacementRule } from "@novacron/protocol/domain/placement";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/call.ts";
import { placementQuery } from "../api/placement.ts";
import { queryClient } from "../api/query-client.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { useMay } from "../components/use-who.ts";
import { removeColumn } from "../pages/settings/remove-column.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatCount } from "../util/format.ts";
import css from "./Placement.module.css";
import { RuleForm } from "./RuleForm.tsx";

const text = t.placement;

/** What machines have to do with one another and with hosts, each rule as a sentence. */
export function RulesPanel({ rules }: { readonly rules: readonly PlacementRule[] }) {
  const may = useMay("system.manage");
  const [adding, setAdding] = useState(false);
  const put = useMutation({
    mutationFn: (rule: PlacementRule) =>
      call("putPlacementRule", { params: { rule: rule.id }, body: rule }),
    onSuccess: (answer) => {
      queryClient.setQueryData(placementQuery.queryKey, answer);
      setAdding(false);
    },
  });
  const remove = useMutation({
    mutationFn: (rule: string) => call("deletePlacementRule", { params: { rule } }),
    onSuccess: () => void queryClient.invalidateQueries(placementQuery),
  });
  const error = put.error ?? remove.error;
  return (
    <Panel
      title={text.rules}
      count={rules.length || undefined}
      tools={
        may && (
          <Button small aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {text.addRule}
          </Button>
        )
      }
    >
      <div className={css.stack}>
        {adding && <RuleForm onAdd={(rule) => put.mutate(rule)} />}
        {error !== null && <ErrorView error={error} />}
        {rules.length === 0 ? (
          <p className={css.quiet}>{text.noRules}</p>
        ) : (
          <Table
            label={text.rules}
            columns={may ? [...columns, does((rule) => remove.mutate(rule))] : columns}
            rows={rules}
            keyOf={(rule) => rule.id}
          />
        )}
      </div>
    </Panel>
  );
}

const columns: readonly TableColumn<PlacementRule>[] = [
  { key: "rule", head: text.head.rule, cell: (rule) => <code>{rule.id}</code> },
  {
    key: "says",
    head: text.head.says,
    cell: (rule) => <span className={css.why}>{saysOf(rule)}</span>,
  },
  {
    key: "weight",
    head: text.head.weight,
    cell: ({ weight }) => (weight === null ? text.always : text.softWith(formatCount(weight))),
  },
];

function does(onRemove: (rule: string) => void): TableColumn<PlacementRule> {
  return removeColumn({
    title: ({ id }) => text.remove(id),
    text: text.removeText,
    onRemove: ({ id }) => onRemove(id),
  });
}

function saysOf(rule: PlacementRule): string {
  switch (rule.kind) {
    case "apart":
      return text.says.apart(rule.machines, rule.perHost);
    case "together":
      return text.says.together(rule.machines);
    case "on-hosts":
    case "off-hosts":
      return text.says[rule.kind](rule.machines, rule.hosts);
  }
}
