import { fastBatch } from "./fast-batch.ts";
import { type Proof, splitProof } from "./proof.ts";
import {
  matchTopic,
  type PayloadOf,
  type TopicInfo,
  type TopicName,
  type TopicParams,
  topics,
} from "./topics.ts";

export type RefusalReason =
  | "malformed"
  | "too-large"
  | "foreign-topic"
  | "wrong-host"
  | "unsigned"
  | "unauthenticated"
  | "queue-full";

/** One message of the topic table, its payload checked against the table's schema. */
export type BusMessage = {
  [T in TopicName]: {
    readonly name: T;
    readonly params: TopicParams;
    readonly payload: PayloadOf<T>;
    /** On signed topics only. That it is there says nothing yet: whoever obeys must check it. */
    readonly proof?: Proof;
  };
}[TopicName];

export type ParsedMessage =
  | { readonly ok: true; readonly message: BusMessage }
  | { readonly ok: false; readonly reason: RefusalReason; readonly detail: string };

/**
 * The one way a message of the bus becomes a value: known topic, size, JSON, schema, and the same host in
 * topic and payload. `bytes` is the size on the wire. The cells of a batch
 * against the metric tables are the ingest's business. Never throws.
 */
export function parseMessage(topic: string, text: string, bytes: number): ParsedMessage {
  const found = matchTopic(topic);
  if (found === null) return refuse("foreign-topic", "the topic table has no such topic");
  const { name, params } = found;
  const limit = topics[name].maxBytes;
  if (bytes > limit) return refuse("too-large", `${bytes} bytes, at most ${limit}`);
  const row: TopicInfo = topics[name];
  const signed = row.signed === true ? splitProof(topic, text) : null;
  if (row.signed === true && signed === null) return refuse("unsigned", "no signature at its end");
  const value = jsonOf(signed?.json ?? text);
  if (value === undefined) return refuse("malformed", "not JSON");
  const schema = name === "hostBatch" ? fastBatch : topics[name].payload;
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return refuse("malformed", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const payload: object = checked.data;
  const host = "host" in payload ? payload.host : undefined;
  if (params.host !== undefined && host !== params.host) {
    return refuse("wrong-host", "the payload speaks for another host than the topic");
  }
  const proven = signed === null ? {} : { proof: signed.proof };
  return { ok: true, message: { name, params, payload, ...proven } as BusMessage };
}

function refuse(reason: RefusalReason, detail: string): ParsedMessage {
  return { ok: false, reason, detail: detail.slice(0, 300) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
