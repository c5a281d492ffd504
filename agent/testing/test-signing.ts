import { type SigningKey, signingKeyId } from "@novacron/protocol/domain/signing";
import { type Proof, textToSign, withProof } from "@novacron/protocol/messages/proof";
import type { SignatureCheck } from "../ports/signature-check.ts";

export const testKey: SigningKey = "test".padEnd(43, "-");
export const otherKey: SigningKey = "other".padEnd(43, "-");

/** Signatures without their cost: anybody could make one, nobody does. */
export const testCheck: SignatureCheck = {
  isSigned: (text, signature, key) => signature === signatureOf(text, key),
};

export function proofOf(topic: string, payload: object, key: SigningKey = testKey): Proof {
  const text = textToSign(topic, JSON.stringify(payload));
  return { key: signingKeyId(key), signature: signatureOf(text, key), text };
}

function signatureOf(text: string, key: SigningKey): string {
  let sum = 0;
  for (const letter of key + text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return String(sum >>> 0);
}

/** A message as the control plane puts it on the wire. `json` need not be true to any schema. */
export function signedWire(topic: string, json: string): string {
  const text = textToSign(topic, json);
  return withProof(json, { key: signingKeyId(testKey), signature: signatureOf(text, testKey) });
}
