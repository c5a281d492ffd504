import type { MachineView } from "@novacron/protocol/http/machines";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { definitionQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import css from "./DefinitionTab.module.css";
import { SearchedText } from "./SearchedText.tsx";

type Which = "live" | "inactive" | "reported";

const options = (["live", "inactive", "reported"] as const).map((value) => ({
  value,
  text: t.machine.definition[value],
}));

/** libvirt's XML, read from the host while somebody looks; beside it what the agent reports by itself. */
export function DefinitionTab({ machine }: { readonly machine: MachineView }) {
  const [chosen, choose] = useState<Which | null>(null);
  const which = chosen ?? (machine.state === "shutoff" ? "inactive" : "live");
  return (
    <>
      <div className={css.head}>
        <Segmented
          label={t.machine.definition.which}
          value={which}
          options={options}
          onChange={choose}
        />
      </div>
      {which === "reported" ? (
        <SearchedText
          title={t.machine.definition.reported}
          text={JSON.stringify(machine.report, null, 2)}
        />
      ) : (
        <Xml machine={machine} which={which} />
      )}
    </>
  );
}

function Xml({
  machine,
  which,
}: {
  readonly machine: MachineView;
  readonly which: "live" | "inactive";
}) {
  const definition = useQuery(definitionQuery(machine.id));
  const words = t.machine.definition;
  if (definition.isError) {
    return <ErrorView error={definition.error} onRetry={() => void definition.refetch()} />;
  }
  if (definition.data === undefined) return <Skeleton height={420} />;
  const text = definition.data[which];
  if (text === null) return <Empty title={which === "live" ? words.off : words.transient} />;
  const { redacted } = definition.data;
  return (
    <SearchedText
      title={words[which]}
      text={text}
      note={redacted === 0 ? words.intro : `${words.intro} ${words.redacted(redacted)}`}
      tools={
        <Button small busy={definition.isFetching} onClick={() => void definition.refetch()}>
          {words.again}
        </Button>
      }
    />
  );
}
