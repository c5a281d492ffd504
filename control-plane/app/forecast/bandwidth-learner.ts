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
 * moves fade and a single odd one moves little. A pair that saw none is taken for one of the fleet: what holds moves back
 * (the processors under TLS, a switch) is most often the same everywhere, and never more than its own cards.
 */
export class BandwidthLearner {
  readonly #links = new BoundedMap<string, Link>(pairsMax);
  /** Of all pairs. */
  #fleet: Link | null = null;

  /** `cardBytesPerSecond`: the slower of the two hosts' network cards; null: not known. */
  estimate(
    pair: Pick<MoveSubject, "source" | "target">,
    cardBytesPerSecond: number | null,
  ): BandwidthEstimate {
    const link = this.#links.get(pairOf(pair));
    if (link === undefined) {
      const card = (cardBytesPerSecond ?? unknownCardBytesPerSecond) * cardShare;
      if (this.#fleet === null) return { bytesPerSecond: card, spreadLog: priorSpread, count: 0 };
      const bytesPerSecond = Math.min(card, Math.exp(this.#fleet.log));
      const spreadLog = Math.max(Math.sqrt(this.#fleet.variance), priorSpread);
      return { bytesPerSecond, spreadLog, count: 0 };
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
      if (shown === "limit") return;
      this.#links.set(key, first(log));
    } else {
      // At its limit a move only shows that the link gives at least that.
      if (shown === "limit" && log <= link.log) return;
      this.#links.set(key, moved(link, log));
    }
    this.#fleet = this.#fleet === null ? first(log) : moved(this.#fleet, log);
  }
}

function first(log: number): Link {
  return { log, variance: priorSpread ** 2 / 4, count: 1 };
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
