import type { HostId } from "@novacron/protocol/domain/ids";
import { parseMessage, type RefusalReason } from "@novacron/protocol/messages/parse";
import { matchTopic, type TopicName, topics } from "@novacron/protocol/messages/topics";
import type { DownlinkMessage } from "../ports/uplink.ts";

/** What an agent subscribes to; anything else it receives is refused. */
export const downlinkTopics = [
  "hostAck",
  "hostAssignments",
  "hostCommand",
  "controlStatus",
] as const;

/** Largest packet a broker may send us: the largest payload of these topics and its topic. */
export const maxPacketBytes =
  Math.max(...downlinkTopics.map((name) => topics[name].maxBytes)) + 1_024;

export type DownlinkJudgement =
  | { readonly message: DownlinkMessage }
  | {
      readonly refused: RefusalReason;
      readonly detail: string;
      readonly topic: TopicName | "unknown";
    }
  /** An empty payload only says that a retained message was removed. */
  | { readonly empty: true };

/** A message as it came from the broker, checked against the topic table and this host's own name. */
export function judgeDownlink(host: HostId, topic: string, payload: Buffer): DownlinkJudgement {
  if (payload.length === 0) return { empty: true };
  const parsed = parseMessage(topic, payload.toString("utf8"), payload.length);
  if (!parsed.ok) {
    const found = matchTopic(topic)?.name ?? "unknown";
    return { refused: parsed.reason, detail: parsed.detail, topic: found };
  }
  const { name, params, payload: content, proof } = parsed.message;
  if (!isDownlink(name) || proof === undefined) {
    return { refused: "foreign-topic", detail: `${name} is not for agents`, topic: name };
  }
  if (params.host !== undefined && params.host !== host) {
    return { refused: "wrong-host", detail: "the message is for another host", topic: name };
  }
  return { message: { topic: name, payload: content, proof } as DownlinkMessage };
}

function isDownlink(name: TopicName): name is (typeof downlinkTopics)[number] {
  return (downlinkTopics as readonly TopicName[]).includes(name);
}
