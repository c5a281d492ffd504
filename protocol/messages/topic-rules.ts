import type { HostId } from "../domain/ids.ts";
import { matchTopic, type Party, type TopicName, topics } from "./topics.ts";

/** Who asks: an agent stands for one host, an outside tool for none. */
export interface BusParty {
  readonly party: Party;
  /** Of an agent; null for one that is of no host yet, which then may nothing. */
  readonly host: HostId | null;
}

const table = Object.entries(topics).map(([name, info]) => ({
  name: name as TopicName,
  segments: info.pattern.split("/"),
}));

/** Only what the table says this party sends; an agent only under its own host. */
export function mayPublish(who: BusParty, topic: string): boolean {
  const found = matchTopic(topic);
  if (found === null || topics[found.name].sender !== who.party) return false;
  return who.party !== "agent" || (who.host !== null && found.params.host === who.host);
}

/**
 * Only filters that can match nothing but what the table says this party receives; an agent only its own
 * host's topics. `novacron/v1/#` holds commands and acks and is therefore no filter for an outside tool.
 */
export function maySubscribe(who: BusParty, filter: string): boolean {
  const given = filter.split("/");
  const reached = table.filter(({ segments }) => overlaps(given, segments));
  return (
    reached.length > 0 &&
    reached.every(
      ({ name, segments }) =>
        topics[name].receivers.some((party) => party === who.party) &&
        ownHost(who, given, segments),
    )
  );
}

function ownHost(who: BusParty, given: readonly string[], segments: readonly string[]): boolean {
  const at = segments.indexOf("{host}");
  if (who.party !== "agent" || at < 0) return true;
  return who.host !== null && given[at] === who.host;
}

/** Whether some topic of the pattern is matched by the filter (MQTT 3.1.1, section 4.7). */
function overlaps(filter: readonly string[], pattern: readonly string[]): boolean {
  for (const [at, segment] of filter.entries()) {
    if (segment === "#") return true;
    const own = pattern[at];
    if (own === undefined) return false;
    if (segment !== "+" && !own.startsWith("{") && segment !== own) return false;
  }
  return filter.length === pattern.length;
}

/** The least number of filters with which an outside tool follows all that is open to it. */
export const integrationFilters: readonly string[] = [
  "novacron/v1/fleet/#",
  "novacron/v1/control/status",
  "novacron/v1/host/+/status",
  "novacron/v1/host/+/report",
  "novacron/v1/host/+/batch",
];
