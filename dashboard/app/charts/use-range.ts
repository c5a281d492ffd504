import type { NovaError } from "@novacron/protocol/errors/nova-error";
import type { LiveMessage } from "@novacron/protocol/http/live";
import type { TargetName } from "@novacron/protocol/metrics/targets";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { call } from "../api/call.ts";
import { live } from "../live/fleet-store.ts";
import { serverNow, useWatch } from "../live/use-live.ts";
import { append, bridge, type Columns, noColumns, type Sample, withGaps } from "./columns.ts";
import type { TimeWindow } from "./window.ts";

export interface RangeSource {
  readonly target: "machine" | "host";
  readonly id: string;
  /** One disk or interface of it, in place of the whole. */
  readonly part?: { readonly target: TargetName; readonly device: string };
}
export interface RangeData {
  readonly columns: Columns;
  readonly stepMs: number;
  readonly loading: boolean;
  readonly error: NovaError | null;
  readonly retry: () => void;
}

const points = 600;
/** Up to this step live samples are put at the end one by one; a coarser range is asked again instead. */
const followMsMax = 20_000;
/** Figures that need libvirt come at this pace however short the interval is. */
const slowestPaceMs = 5_000;
const bridgeSteps = 2.5;
/** Live samples kept until the range is asked again. */
const samplesMax = 2_000;

/** A range from the store, and from then on what the live feed brings. */
export function useRange(
  source: RangeSource,
  fields: readonly string[],
  window: TimeWindow & { readonly key: string },
): RangeData {
  const spanMs = window.to - window.from;
  const stepGuess = spanMs / points;
  const query = useQuery<Answered>({
    queryKey: ["range", source.target, placeOf(source), window.key],
    staleTime: Number.POSITIVE_INFINITY,
    // A zoom shows at once what is known of the narrower window, coarse, until its own points come.
    placeholderData: (before, of) => (of?.queryKey[2] === placeOf(source) ? before : undefined),
    refetchInterval:
      window.live && stepGuess > followMsMax / 2 ? Math.max(15_000, stepGuess) : false,
    queryFn: ({ signal }) => ask({ source, fields, window, spanMs }, signal),
  });
  const samples = useSamples(source, window.live, query.dataUpdatedAt);
  const stepMs = query.data?.stepMs ?? 5_000;
  const base = query.data?.columns ?? noColumns;
  const from = window.from;
  const grown = useMemo(() => {
    if (!window.live || stepMs > followMsMax || samples.length === 0) return base;
    return append(base, samples, { fields, from, stepMs, paceMs: paceOf(samples) });
  }, [base, samples, from, stepMs, fields, window.live]);
  const columns = useMemo(
    () => bridge(grown, Math.max(slowestPaceMs, stepMs) * bridgeSteps),
    [grown, stepMs],
  );
  return {
    columns,
    stepMs,
    loading: query.isPending,
    error: query.error as NovaError | null,
    retry: () => void query.refetch(),
  };
}

interface Answered {
  readonly columns: Columns;
  readonly stepMs: number;
}

interface Question {
  readonly source: RangeSource;
  readonly fields: readonly string[];
  readonly window: TimeWindow;
  readonly spanMs: number;
}

async function ask({ source, fields, window, spanMs }: Question, signal: AbortSignal) {
  const to = window.live ? serverNow() : window.to;
  const from = Math.round(to - spanMs);
  const { target, part, id } = source;
  const device = part === undefined ? {} : { device: part.device };
  const place = { target: part?.target ?? target, [target]: id, ...device };
  const query = { ...place, fields: fields.join(","), from, to, points };
  const answer = await call("metricsRange", { query, signal });
  const [series] = answer.series;
  const columns = series === undefined ? noColumns : withGaps(series, fields, answer.stepMs);
  return { columns, stepMs: answer.stepMs };
}

function useSamples(source: RangeSource, follow: boolean, since: number): readonly Sample[] {
  const { target, id, part } = source;
  const wish = useMemo(
    () => ({ samples: follow ? [{ target: part?.target ?? target, [target]: id }] : [] }),
    [target, id, part, follow],
  );
  useWatch(wish as Parameters<typeof useWatch>[0]);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => setSamples([]), [id, part, since]);
  useEffect(() => {
    if (!follow) return;
    return live.onMessage((message) => {
      if (!isOurs(message, source)) return;
      setSamples((before) => [...before, message].slice(-samplesMax));
    });
  }, [follow, source]);
  return samples;
}

type SampleMessage = Extract<LiveMessage, { type: "samples" }>;

function isOurs(message: LiveMessage, source: RangeSource): message is SampleMessage {
  const { target, id, part } = source;
  if (message.type !== "samples" || message.target !== (part?.target ?? target)) return false;
  if (part !== undefined && message.device !== part.device) return false;
  return (target === "machine" ? message.machine : message.host) === id;
}

function placeOf({ id, part }: RangeSource): string {
  return part === undefined ? id : `${id} ${part.target} ${part.device}`;
}

function paceOf(samples: readonly Sample[]): number {
  const last = samples.at(-1)?.at ?? 0;
  const before = samples.at(-2)?.at;
  return before === undefined ? 5_000 : Math.min(60_000, last - before);
}
