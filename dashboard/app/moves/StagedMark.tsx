import type { DrainMove } from "@novacron/protocol/domain/maintenance";
import { t } from "../text/en.ts";
import { Mark, type Tone } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";

const looks: Readonly<Record<DrainMove["state"], readonly [ShapeName, Tone]>> = {
  planned: ["dashed", "off"],
  moving: ["turning", "off"],
  moved: ["check", "ok"],
  failed: ["cross", "bad"],
  stays: ["bars", "warn"],
  returned: ["check", "ok"],
};

/** How far one move of a plan is, of a maintenance or of a placement. */
export function StagedMark({ state }: { readonly state: DrainMove["state"] }) {
  const [shape, tone] = looks[state];
  return <Mark shape={shape} tone={tone} text={t.maintenance.moveStates[state]} />;
}
