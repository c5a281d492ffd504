import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { MoveTarget } from "@novacron/protocol/http/migrations";
import { useId } from "react";
import { t } from "../text/en.ts";
import { Badge } from "../ui/Badge.tsx";
import { Mark } from "../ui/Mark.tsx";
import { formatPercent } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import { ObstacleList } from "./ObstacleList.tsx";
import css from "./TargetList.module.css";
import { isOff } from "./words.ts";

const text = t.moves;

export interface TargetListProps {
  readonly targets: readonly MoveTarget[];
  readonly chosen: string | null;
  readonly onChoose: (host: string) => void;
}

/** Every host as a choice, the best first; one that is not possible shows all that stands in the way. */
export function TargetList({ targets, chosen, onChoose }: TargetListProps) {
  const name = useId();
  const first = targets.find((target) => target.obstacles.length === 0);
  return (
    <div role="radiogroup" aria-label={text.where} className={css.list}>
      {targets.map((target) => (
        <Target
          key={target.host}
          name={name}
          target={target}
          best={target === first}
          chosen={target.host === chosen}
          onChoose={() => onChoose(target.host)}
        />
      ))}
    </div>
  );
}

interface TargetProps {
  readonly name: string;
  readonly target: MoveTarget;
  readonly best: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Target({ name, target, best, chosen, onChoose }: TargetProps) {
  const count = target.obstacles.length;
  const why = useId();
  return (
    <div className={css.target} data-chosen={chosen || undefined}>
      <label className={css.head}>
        <input
          type="radio"
          name={name}
          checked={chosen}
          aria-describedby={why}
          onChange={onChoose}
        />
        <span className={css.name}>
          {target.hostName}
          {best && <Badge>{text.best}</Badge>}
        </span>
        <span className={css.expected}>
          {count > 0 ? (
            <Mark shape="cross" tone="bad" text={text.obstacleCount(count)} />
          ) : (
            <Expected forecast={target.forecast} />
          )}
        </span>
      </label>
      <div id={why} className={css.body}>
        {count === 0 && <p className={css.why}>{whyHere(target)}</p>}
        {count > 0 && <ObstacleList obstacles={target.obstacles} />}
      </div>
    </div>
  );
}

/** Prices nearer to nothing than this say nothing. */
const priceFloor = 1;

function whyHere({ headroom, price }: MoveTarget): string {
  const load =
    price === null || Math.abs(price) < priceFloor ? null : price < 0 ? text.evens : text.crowds;
  return [text.headroom(formatPercent(headroom)), load].filter(Boolean).join(" · ");
}

function Expected({ forecast }: { readonly forecast: MigrationForecast | null }) {
  if (forecast === null) return null;
  const pause = isOff(forecast)
    ? ""
    : `, ${text.forecast.pause.toLowerCase()} ${formatSpan(forecast.pauseMs.p50)}`;
  return <>{`${formatSpan(forecast.durationMs.p50)}${pause}`}</>;
}
