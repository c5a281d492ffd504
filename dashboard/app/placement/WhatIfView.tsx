import type { WhatIf } from "@novacron/protocol/domain/placement";
import { useQuery } from "@tanstack/react-query";
import { whatIfQuery } from "../api/placement.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { t } from "../text/en.ts";
import { Mark } from "../ui/Mark.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Numbers } from "./Numbers.tsx";
import { PictureView } from "./PictureView.tsx";
import css from "./Placement.module.css";

const text = t.placement.whatIf;

/** What the fleet would look like then: whether all finds a place, in words, numbers and host by host. */
export function WhatIfView({ change }: { readonly change: WhatIf }) {
  const answer = useQuery(whatIfQuery(change));
  if (answer.isError) {
    return <ErrorView error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) {
    return (
      <div role="status" aria-label={text.looking}>
        <Skeleton height={240} />
      </div>
    );
  }
  const { fits, words, unsolved, before, after } = answer.data;
  return (
    <Panel title={text.kinds[change.kind]}>
      <div className={css.stack}>
        <Mark
          shape={fits ? "check" : "cross"}
          tone={fits ? "ok" : "bad"}
          text={fits ? text.fits : text.fitsNot}
        />
        <ul className={css.words}>
          {words.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Numbers before={before} after={after} />
        {unsolved.map((sentence) => (
          <Notice key={sentence} tone="bad">
            {text.unsolved}: {sentence}
          </Notice>
        ))}
        <PictureView before={before} after={after} />
      </div>
    </Panel>
  );
}
