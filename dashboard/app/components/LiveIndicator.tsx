import { live } from "../live/fleet-store.ts";
import { useLiveStatus, useNow } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { cx } from "../ui/class-names.ts";
import { Notice } from "../ui/Notice.tsx";
import { Shape, type ShapeName } from "../ui/Shape.tsx";
import { Tip } from "../ui/Tip.tsx";
import { formatDuration } from "../util/time.ts";
import css from "./LiveIndicator.module.css";

/** Samples come each 60 s at the slowest; a newest one older than this is worth saying. */
const lateMs = 90_000;

/** How old the newest sample is; the pulse of the whole console. */
export function LiveIndicator() {
  const status = useLiveStatus();
  const now = useNow(500);
  const age = status.newestSampleAt === null ? null : Math.max(0, now - status.newestSampleAt);
  const late = age !== null && age > lateMs;
  const [shape, tone, word]: readonly [ShapeName, string | undefined, string] =
    status.state === "live"
      ? [late ? "half" : "full", late ? css.warn : css.ok, t.live.live]
      : status.state === "lost"
        ? ["cross", css.bad, t.live.lost]
        : ["dashed", undefined, t.live.connecting];
  const told = age === null ? t.live.noSample : t.live.newest(formatDuration(age));
  return (
    <Tip label={told}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its explanation must be reachable by keyboard */}
      <span className={cx(css.indicator, tone)} tabIndex={0}>
        <Shape name={shape} size={10} />
        {word}
        {status.state === "live" && age !== null && <span className={css.age}>{short(age)}</span>}
      </span>
    </Tip>
  );
}

function short(ageMs: number): string {
  return ageMs < 10_000 ? `${(ageMs / 1_000).toFixed(1)} s` : formatDuration(ageMs);
}

/** Stands above every page while what it shows may be old. */
export function LiveBanner() {
  const status = useLiveStatus();
  const now = useNow();
  if (status.state === "lost" && status.lostSince !== null) {
    const age = formatDuration(Date.now() - status.lostSince);
    const button = (
      <Button small onClick={() => live.retryNow()}>
        {t.live.retry}
      </Button>
    );
    return (
      <Notice tone="bad" tools={button}>
        {t.live.banner(age)}
      </Notice>
    );
  }
  const { newestSampleAt } = status;
  if (status.state === "live" && newestSampleAt !== null && now - newestSampleAt > lateMs) {
    return <Notice tone="warn">{t.live.late(formatDuration(now - newestSampleAt))}</Notice>;
  }
  return null;
}
