import { serverNow } from "../../live/use-live.ts";
import { unknown } from "../../util/format.ts";
import { formatAge, formatInstant } from "../../util/time.ts";

/** Drawn with its row and not by a clock of its own: thousands of clocks would be felt. */
export function Since({ at }: { readonly at: number | null }) {
  if (at === null) return unknown;
  return <time title={formatInstant(at)}>{formatAge(serverNow() - at)}</time>;
}
