import { useNow } from "../live/use-live.ts";
import { formatAgo, formatDuration, formatInstant } from "../util/time.ts";

interface AgoProps {
  readonly at: number;
  /** `4 min` instead of `4 min ago`. */
  readonly bare?: boolean;
}

/** A time as people say it, with the exact one on hover. */
export function Ago({ at, bare = false }: AgoProps) {
  const now = useNow(bare ? 5_000 : 1_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)}>
      {bare ? formatDuration(now - at) : formatAgo(at, now)}
    </time>
  );
}
