import { z } from "zod";

/**
 * The name that the control plane's certificate holds beside its hostnames and addresses. Agents ask for it
 * in the TLS handshake (SNI) and accept nothing else, so that it does not matter by which address, port
 * forwarding or alias they reach it, and no other certificate of the fleet's CA can stand in for it.
 */
export const controlPlaneServerName = "control-plane.novacron.internal";

/** Who a host is, in its certificate's subject alternative name. */
export const hostUriPrefix = "urn:novacron:host:";

const base64url = /^[A-Za-z0-9_-]+$/;
const tokenId = z.uuid();
const secret = z.string().length(43).regex(base64url);

/** SHA-256 of a certificate's SubjectPublicKeyInfo as base64url: a key, whoever certifies it. */
export const keyHash = z.string().length(43).regex(base64url);

export interface EnrolmentToken {
  readonly id: string;
  readonly secret: string;
  /** Of the fleet's CA: what the first contact is checked against. */
  readonly caHash: string;
}

const version = "nct1";

export function enrolmentTokenText({ id, secret, caHash }: EnrolmentToken): string {
  return [version, id, secret, caHash].join(".");
}

/** Null for a text that is none; says nothing about whether the token is any good. */
export function parseEnrolmentToken(text: string): EnrolmentToken | null {
  const [first, id, part, hash, ...more] = text.split(".");
  const isWhole = first === version && more.length === 0 && text.length <= 200;
  if (!isWhole || !tokenId.safeParse(id).success || !secret.safeParse(part).success) return null;
  if (!keyHash.safeParse(hash).success) return null;
  return { id: id ?? "", secret: part ?? "", caHash: hash ?? "" };
}

/**
 * How a host stands with the control plane.
 *
 * - `valid`: its certificate is good
 * - `expired`: its certificate ended; it may still renew for a while
 * - `revoked`: a person took its certificate away
 * - `cloned`: two agents used its identity at the same time; neither is obeyed
 * - `re-imaged`: somebody with another key asked to be this host, and waits for a person's word
 */
export const identityState = z.enum(["valid", "expired", "revoked", "cloned", "re-imaged"]);
export type IdentityState = z.infer<typeof identityState>;

/** When an agent renews: a certificate's life spent by this share, and up to the jitter on top. */
export const renewal = { share: 2 / 3, jitter: 0.1 } as const;
