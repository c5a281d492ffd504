import type { HostId } from "@novacron/protocol/domain/ids";
import { matchTopic, type TopicName, topics } from "@novacron/protocol/messages/topics";
import type { BusIdentity } from "../../ports/bus-access.ts";

/**
 * Who may do what on the bus, from the topic table alone. An agent sends what agents send and hears what
 * agents hear, both for its own host only, so a stolen host cannot command, impersonate or read another. An
 * integration reads what is meant for integrations and never sends. A filter is allowed only where every
 * topic that it can match is allowed: wildcards cannot reach further than names.
 */
export function mayUse(
  identity: BusIdentity,
  action: "publish" | "subscribe",
  topic: string,
): boolean {
  if (action === "publish") return mayPublish(identity, topic);
  const rows = (Object.keys(topics) as TopicName[]).filter((name) => reaches(topic, name));
  return (
    rows.length > 0 &&
    isWithinTable(topic, rows) &&
    rows.every((name) => mayHear(identity, name, topic))
  );
}

function mayPublish(identity: BusIdentity, topic: string): boolean {
  const found = matchTopic(topic);
  if (found === null || identity.kind !== "agent" || identity.host === null) return false;
  return topics[found.name].sender === "agent" && found.params.host === identity.host;
}

function mayHear(identity: BusIdentity, name: TopicName, filter: string): boolean {
  const { receivers, pattern } = topics[name];
  if (!receivers.some((party) => party === identity.kind)) return false;
  if (identity.kind !== "agent") return !isNarrowed(identity) || !pattern.includes("/host/{host}/");
  const at = pattern.split("/").indexOf("{host}");
  if (at < 0) return true;
  return identity.host !== null && filter.split("/")[at] === (identity.host as HostId);
}

/** A host's own words are about all of its machines; what a narrowed login hears else is decided at delivery. */
function isNarrowed({ scope }: BusIdentity): boolean {
  return scope !== undefined && scope.kind !== "everything";
}

/** Whether the filter can match a topic of this row. `#` only at the end, as MQTT has it. */
function reaches(filter: string, name: TopicName): boolean {
  const have = topics[name].pattern.split("/");
  const want = filter.split("/");
  for (const [index, segment] of want.entries()) {
    if (segment === "#") return index === want.length - 1;
    const here = have[index];
    if (here === undefined) return false;
    if (segment !== "+" && !here.startsWith("{") && segment !== here) return false;
  }
  return want.length === have.length;
}

/**
 * The table says who hears what now; a filter that reaches outside of it (`#`, `novacron/#`, the broker's
 * own `$SYS`) could hear what a later row brings. Only filters as long as their rows are within it.
 */
function isWithinTable(filter: string, rows: readonly TopicName[]): boolean {
  if (filter.startsWith("$")) return false;
  if (!filter.endsWith("#")) return true;
  // `novacron/v1/fleet/#` and the like: every row below it is for the asker, and new rows there will be.
  const base = filter.split("/").slice(0, -1);
  return base.length >= 3 && rows.every((name) => topics[name].pattern.startsWith(base.join("/")));
}
