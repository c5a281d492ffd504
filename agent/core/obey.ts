import type { HostId } from "@novacron/protocol/domain/ids";
import { type SigningKey, signingKeyId } from "@novacron/protocol/domain/signing";
import type { SignatureCheck } from "../ports/signature-check.ts";
import type { DownlinkMessage } from "../ports/uplink.ts";

/**
 * Why a message is not obeyed, as codes of the error table. Unsigned ones do not come so far; epoch, generation
 * and expiry are the journal's to judge, since they change while a command waits.
 */
export type Disobedience = "SIGNATURE_REFUSED" | "SESSION_REFUSED";

export interface Trust {
  readonly host: HostId;
  readonly session: string;
  readonly keys: readonly SigningKey[];
  readonly check: SignatureCheck;
}

/**
 * Whoever holds the broker can send anything: only what the control plane signed for this topic counts, and a
 * command only in the agent session it was made for. No clock takes part: a session is a nonce, new at each
 * start of the agent, that the control plane learns from the host's report.
 */
export function whyDisobeyed(message: DownlinkMessage, trust: Trust): Disobedience | null {
  const { topic, payload, proof } = message;
  const key = trust.keys.find((one) => signingKeyId(one) === proof.key);
  if (key === undefined || !trust.check.isSigned(proof.text, proof.signature, key)) {
    return "SIGNATURE_REFUSED";
  }
  if ("host" in payload && payload.host !== trust.host) return "SIGNATURE_REFUSED";
  if (topic === "hostCommand" && payload.session !== trust.session) {
    return "SESSION_REFUSED";
  }
  return null;
}
