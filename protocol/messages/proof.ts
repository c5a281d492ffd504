/** The control plane's signature at the end of a message, and the text it stands for. */
export interface Proof {
  /** `signingKeyId` of the key it was made with. */
  readonly key: string;
  /** Ed25519, base64url. */
  readonly signature: string;
  /** What was signed: see `textToSign`. */
  readonly text: string;
}

const opening = ',"proof":{';
const form = /^,"proof":\{"key":"([A-Za-z0-9_-]{1,64})","sig":"([A-Za-z0-9_-]{1,128})"\}\}$/;
/** The longest that `form` matches. */
const longestProof = 256;

/**
 * Signed is the topic and every byte of the JSON before the proof, so there is no second way to write what
 * was signed, and a message of one host or topic is worth nothing on another.
 */
export function textToSign(topic: string, json: string): string {
  return `${topic}\n${json}`;
}

/** The message as it goes on the wire: the JSON object with the proof as its last member. */
export function withProof(json: string, proof: Pick<Proof, "key" | "signature">): string {
  return `${json.slice(0, -1)}${opening}"key":"${proof.key}","sig":"${proof.signature}"}}`;
}

/** The JSON that was signed and its proof; null where there is none. Looks at the last bytes only. */
export function splitProof(
  topic: string,
  wire: string,
): { readonly json: string; readonly proof: Proof } | null {
  const at = wire.lastIndexOf(opening);
  if (at < 1 || wire.length - at > longestProof) return null;
  const found = form.exec(wire.slice(at));
  const [, key, signature] = found ?? [];
  if (key === undefined || signature === undefined) return null;
  const json = `${wire.slice(0, at)}}`;
  return { json, proof: { key, signature, text: textToSign(topic, json) } };
}
