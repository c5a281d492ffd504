import type { MachineView } from "@novacron/protocol/http/machines";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { machineQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMaySomewhere } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import css from "./MachinePage.module.css";

/** Two hosts claim one machine: shown before all else, and decided by a person alone. */
export function ConflictPanel({ machine }: { readonly machine: MachineView }) {
  const may = useMaySomewhere("machine.configure");
  const [error, setError] = useState<unknown>(null);
  const choose = async (owner: string) => {
    try {
      const body = { owner } as { owner: MachineView["host"] };
      const view = await call("resolveConflict", { params: { machine: machine.id }, body });
      queryClient.setQueryData(machineQuery(machine.id).queryKey, view);
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <section className={css.conflict} role="alert">
      <div>
        <h2>{t.machine.conflict.title}</h2>
        <p>{t.machine.conflict.text}</p>
      </div>
      <div className={css.copies}>
        {machine.copies.map((copy) => (
          <div key={copy.host} className={css.copy}>
            <div>
              {copy.hostName}
              <small>
                {t.states.machine[copy.state]}, <Ago at={copy.at} />
              </small>
            </div>
            {may && (
              <Button small onClick={() => void choose(copy.host)}>
                {t.machine.conflict.choose(copy.hostName)}
              </Button>
            )}
          </div>
        ))}
      </div>
      {error !== null && <ErrorView error={error} />}
    </section>
  );
}
