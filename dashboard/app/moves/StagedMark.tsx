import type { DrainMove } from "@novacron/protocol/domain/maintenance";
import { useOperations } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Mark, type Tone } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { formatPercent } from "../util/format.ts";
import { waitsItsTurn } from "./under-way.ts";

const looks: Readonly<Record<DrainMove["state"], readonly [ShapeName, Tone]>> = {
  planned: ["dashed", "off"],
  moving: ["turning", "off"],
  moved: ["check", "ok"],
  failed: ["cross", "bad"],
  stays: ["bars", "warn"],
  returned: ["check", "ok"],
};

export interface StagedMarkProps {
  readonly state: DrainMove["state"];
  readonly operation: DrainMove["operation"];
}

/** How far one move of a plan is, of a maintenance or of a placement. */
export function StagedMark({ state, operation }: StagedMarkProps) {
  const { rows } = useOperations();
  const now = state === "moving" && operation !== null ? rows.get(operation) : undefined;
  const words = t.maintenance.moveStates;
  if (now !== undefined && waitsItsTurn(now)) {
    return <Mark shape="dashed" tone="off" text={words.planned} />;
  }
  const [shape, tone] = looks[state];
  const share = now?.progress ?? null;
  const text = share === null ? words[state] : `${words[state]}, ${formatPercent(share)}`;
  return <Mark shape={shape} tone={tone} text={text} />;
}
