import { textToSign, withProof } from "@novacron/protocol/messages/proof";
import { type TopicInfo, type TopicName, topics } from "@novacron/protocol/messages/topics";
import type { Signer } from "../ports/signer.ts";

/** A message as it goes on the wire: JSON, with our signature at its end where agents are to obey it. */
export function wireText(
  name: TopicName,
  at: { readonly topic: string; readonly payload: object },
  signer: Signer,
): string {
  const json = JSON.stringify(at.payload);
  const row: TopicInfo = topics[name];
  return row.signed === true ? withProof(json, signer.sign(textToSign(at.topic, json))) : json;
}
