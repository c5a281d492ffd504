import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import { movePolicyQuery } from "../api/moves.ts";
import { queryClient } from "../api/query-client.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { useMaySomewhere } from "../components/use-who.ts";
import { t } from "../text/en.ts";
import { Skeleton } from "../ui/Skeleton.tsx";
import { formatSpan } from "../util/span.ts";
import { Check } from "./Check.tsx";
import css from "./MoveOptions.module.css";
import { NumberField } from "./NumberField.tsx";

const text = t.moves.policy;

/** What holds for every move of one machine, whoever asks; a change counts at once and can be taken back. */
export function MovePolicyForm({ machine }: { readonly machine: string }) {
  const may = useMaySomewhere("machine.configure");
  const known = useQuery(movePolicyQuery(machine));
  const set = useMutation({
    mutationFn: (policy: MovePolicy) =>
      call("setMovePolicy", { params: { machine }, body: policy }),
    onSuccess: (answer) => {
      queryClient.setQueryData(movePolicyQuery(machine).queryKey, answer);
      void queryClient.invalidateQueries({ queryKey: ["move-targets", machine] });
      void queryClient.invalidateQueries({ queryKey: ["move-check", machine] });
    },
  });
  if (known.data === undefined) {
    return known.isError ? <ErrorView error={known.error} /> : <Skeleton height={120} />;
  }
  // What was pressed is shown at once, and goes back if the server refuses it.
  const policy = set.isPending ? set.variables : known.data.policy;
  const decided = set.isPending ? { ...known.data.decided, ...policy } : known.data.decided;
  const change = (changed: Changed) => {
    if (may) set.mutate(withoutGaps({ ...policy, ...changed }));
  };
  return (
    <div className={css.switches}>
      <p className={css.quiet}>{may ? text.lead : text.mayNot}</p>
      <Bounds policy={policy} decided={decided} onChange={change} />
      <Check
        label={text.automatic}
        help={text.automaticHelp}
        disabled={!may}
        checked={decided.automatic !== false}
        onChange={(automatic) => change({ automatic })}
      />
      <Check
        label={text.postCopy}
        help={t.moves.options.postCopyRisk}
        risk={decided.postCopy === true}
        disabled={!may}
        checked={decided.postCopy === true}
        onChange={(postCopy) => change({ postCopy })}
      />
      {decided.postCopy === true && (
        <Check
          label={text.restart}
          disabled={!may}
          checked={decided.restartAfterLoss === true}
          onChange={(restartAfterLoss) => change({ restartAfterLoss })}
        />
      )}
      {set.isError && <ErrorView error={set.error} />}
    </div>
  );
}

type Changed = { [K in keyof MovePolicy]?: MovePolicy[K] | undefined };

interface BoundsProps {
  readonly policy: MovePolicy;
  readonly decided: MovePolicy;
  readonly onChange: (changed: Changed) => void;
}

/** How long it may pause, take, and stand still; the default is shown where nothing is said. */
function Bounds({ policy, decided, onChange }: BoundsProps) {
  return (
    <div className={css.grid}>
      <NumberField
        label={text.maxPause}
        value={policy.maxPauseMs}
        unit={1}
        min={10}
        placeholder={text.usually(formatSpan(decided.maxPauseMs))}
        onChange={(maxPauseMs) => onChange({ maxPauseMs })}
      />
      <NumberField
        label={text.giveUp}
        value={policy.giveUpAfterMs}
        unit={60_000}
        min={1}
        placeholder={text.usually(formatSpan(decided.giveUpAfterMs))}
        onChange={(giveUpAfterMs) => onChange({ giveUpAfterMs })}
      />
      <NumberField
        label={text.stall}
        value={policy.stallAfterMs}
        unit={1_000}
        min={5}
        placeholder={text.usually(formatSpan(decided.stallAfterMs))}
        onChange={(stallAfterMs) => onChange({ stallAfterMs })}
      />
    </div>
  );
}

/** What is not said is left out: the server reads that as the default. */
function withoutGaps(policy: Changed): MovePolicy {
  return Object.fromEntries(
    Object.entries(policy).filter(([, value]) => value !== undefined),
  ) as MovePolicy;
}
