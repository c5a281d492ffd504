import type {
  BandwidthEstimate,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import { BoundedMap } from "../support/bounded-map.ts";
import { pairOf } from "./pair.ts";

interface Link {
  /** Natural logarithm of bytes a second. */
  log: number;
  variance: number;
  count: number;
}

const pairsMax = 4_096;
/** Of a network card's speed a move gets about so much, give or take a factor of 1.5. */
const cardShare = 0.85;
const priorSpread = 0.4;
/** Where not even the cards are known: 1 Gbit/s. */
const unknownCardBytesPerSecond = 125e6;
/** A pair's own moves never spread less than this, and each counts at least so much. */
const leastSpread = 0.03;
const leastGain = 0.1;
/** One move says no more than so many standard deviations. */
const surprise = 2.5;
/** A move this near its limit shows the limit, not the link. */
const limited = 0.85;

/**
 * What a pair of hosts gives a move, learned from the moves that it saw: a mean of logarithms in which older
 * moves fade and a single odd one moves little.
 */
export class BandwidthLearner {
  readonly #links = new BoundedMap<string, Link>(pairsMax);

  /** `cardBytesPerSecond`: the slower of the two hosts' network cards; null: not known. */
  estimate(
    pair: Pick<MoveSubject, "source" | "target">,
    cardBytesPerSecond: number | null,
  ): BandwidthEstimate {
    const link = this.#links.get(pairOf(pair));
    if (link === undefined) {
      const card = cardBytesPerSecond ?? unknownCardBytesPerSecond;
      return { bytesPerSecond: card * cardShare, spreadLog: priorSpread, count: 0 };
    }
    return {
      bytesPerSecond: Math.exp(link.log),
      spreadLog: Math.max(Math.sqrt(link.variance), leastSpread),
      count: link.count,
    };
  }

  learn({ subject, linkBytesPerSecond }: RecordedMove): void {
    if (linkBytesPerSecond === null || linkBytesPerSecond <= 0) return;
    const key = pairOf(subject);
    const log = Math.log(linkBytesPerSecond * (1 + subject.movesBeside));
    const limit = subject.bandwidthLimitBytesPerSecond;
    const shown = limit === null || linkBytesPerSecond < limit * limited ? "link" : "limit";
    const link = this.#links.get(key);
    if (link === undefined) {
      // A limit alone says nothing of a link that was never seen.
      if (shown === "link") this.#links.set(key, { log, variance: priorSpread ** 2 / 4, count: 1 });
      return;
    }
    // At its limit a move only shows that the link gives at least that.
    if (shown === "limit" && log <= link.log) return;
    this.#links.set(key, moved(link, log));
  }
}

function moved(link: Link, log: number): Link {
  const count = link.count + 1;
  const gain = Math.max(1 / count, leastGain);
  const most = surprise * Math.sqrt(link.variance + leastSpread ** 2);
  const told = Math.min(most, Math.max(-most, log - link.log));
  return {
    log: link.log + gain * told,
    variance: (1 - gain) * (link.variance + gain * told * told),
    count,
  };
}
