import { z } from "zod";
import { displayName, hostId, timestampMs } from "../domain/ids.ts";
import { identityState, keyHash } from "../domain/trust.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const pem = z.string().min(1).max(16_384);
const request = pem.describe("PKCS#10 request in PEM; only its key and its signature count");

/** What of the fleet's trust anybody may know. */
export const trustRoute = defineRoute({
  method: "GET",
  path: "/api/v1/trust",
  summary: "The fleet's certificate authority and the control plane's clock",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({
    ca: pem.describe("Certificate of the fleet's CA"),
    caHash: keyHash,
    /** Whether agents may join here: only over TLS, or on the machine itself. */
    tls: z.boolean(),
    now: timestampMs,
  }),
  status: 200,
  privilege: "public",
  errors: [],
});

export const enrolmentToken = z.object({
  id: z.uuid(),
  label: z.string().max(100),
  /** The only host it is good for; null: any host that is not known yet. */
  host: hostId.nullable(),
  state: z.enum(["open", "used", "expired", "revoked"]),
  createdAt: timestampMs,
  createdBy: z.string(),
  expiresAt: timestampMs,
  usedAt: timestampMs.nullable(),
  usedBy: hostId.nullable(),
});
export type EnrolmentTokenView = z.infer<typeof enrolmentToken>;

export const listEnrolmentTokensRoute = defineRoute({
  method: "GET",
  path: "/api/v1/enrolment-tokens",
  summary: "Tokens with which hosts join, without their secrets; newest first",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(enrolmentToken) }),
  status: 200,
  privilege: "host.join",
  errors: [],
});

export const createEnrolmentTokenRoute = defineRoute({
  method: "POST",
  path: "/api/v1/enrolment-tokens",
  summary: "Make a token with which one host joins once; its text is shown this once",
  params: none,
  query: none,
  body: z
    .object({
      label: z
        .string()
        .max(100)
        .refine((text) => !/\p{Cc}/u.test(text), "must not hold control characters")
        .default(""),
      host: hostId.nullable().default(null),
      expiresInMinutes: z
        .int()
        .min(1)
        .max(30 * 24 * 60)
        .default(60),
    })
    .strict(),
  answer: enrolmentToken.extend({ token: z.string() }),
  status: 201,
  privilege: "host.join",
  errors: ["CONFLICT"],
});

export const revokeEnrolmentTokenRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/enrolment-tokens/:token",
  summary: "Revoke a token that nobody has used",
  params: z.object({ token: z.uuid() }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "host.join",
  errors: ["NOT_FOUND", "CONFLICT"],
});

/** What an agent gets with its certificate: all it needs to speak from now on. */
export const membership = z.object({
  host: hostId,
  certificate: pem,
  ca: pem,
  /** Serial number of the certificate, upper-case hexadecimal. */
  serial: z.string().max(64),
  notBefore: timestampMs,
  notAfter: timestampMs,
  /** The control plane's clock: what an agent whose own is wrong goes by. */
  now: timestampMs,
  /** For QEMU's migrations over TLS, where it was asked for. */
  qemuCertificate: pem.nullable(),
  qemuNotAfter: timestampMs.nullable(),
  /** Null host: the one by which the agent reached this API. */
  bus: z.object({ host: z.string().nullable(), port: z.int(), tls: z.boolean() }),
  /** Ed25519 public keys (32 bytes, base64url) of which one signs what agents obey. */
  signingKeys: z.array(keyHash).max(4),
});
export type Membership = z.infer<typeof membership>;

export const enrolRoute = defineRoute({
  method: "POST",
  path: "/api/v1/enrolments",
  summary: "Join the fleet: a token and a request for a certificate",
  params: none,
  query: none,
  body: z
    .object({
      token: z.string().max(200),
      host: hostId,
      name: displayName,
      request,
      qemuRequest: request.nullable().default(null),
    })
    .strict(),
  answer: membership,
  status: 201,
  privilege: "public",
  errors: ["ENROLMENT_REFUSED", "REQUEST_REFUSED", "HOST_REIMAGED", "IDENTITY_REVOKED"],
});

export const renewRoute = defineRoute({
  method: "POST",
  path: "/api/v1/enrolments/renewal",
  summary: "A new certificate for the host whose certificate the connection proves",
  params: none,
  query: none,
  body: z.object({ qemuRequest: request.nullable().default(null) }).strict(),
  answer: membership,
  status: 200,
  privilege: "public",
  errors: ["CERTIFICATE_REFUSED", "REQUEST_REFUSED", "IDENTITY_REVOKED", "IDENTITY_CLONED"],
});

export const hostIdentity = z.object({
  host: hostId,
  name: z.string(),
  state: identityState,
  /** Of its key: what a person compares with `novacron-agent identity` before approving. */
  keyHash,
  serial: z.string(),
  enrolledAt: timestampMs,
  notAfter: timestampMs,
  qemuNotAfter: timestampMs.nullable(),
  revoked: z.object({ at: timestampMs, by: z.string() }).nullable(),
  cloned: z.object({ at: timestampMs, evidence: z.array(z.string()) }).nullable(),
  /** Another key that asks to be this host. */
  waiting: z
    .object({
      keyHash,
      name: z.string(),
      address: z.string(),
      at: timestampMs,
      approvedBy: z.string().nullable(),
    })
    .nullable(),
});
export type HostIdentity = z.infer<typeof hostIdentity>;

export const listIdentitiesRoute = defineRoute({
  method: "GET",
  path: "/api/v1/identities",
  summary: "Hosts that joined, with their certificates and how they stand",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(hostIdentity) }),
  status: 200,
  privilege: "host.view",
  errors: [],
});

/** What a broker that is not the control plane's own goes by. */
export const revocations = z.object({
  /** One list for each trusted authority (RFC 5280, 5), PEM. */
  lists: z.string(),
  /** Whose words do not count, whatever certificate they show. */
  hosts: z.array(hostId),
  now: timestampMs,
  /** When the lists end: brokers let nobody in by older ones. */
  until: timestampMs,
});
export type Revocations = z.infer<typeof revocations>;

export const revocationsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/revocations",
  summary: "Certificates and hosts that an external broker is to refuse",
  params: none,
  query: none,
  body: nothing,
  answer: revocations,
  status: 200,
  privilege: "host.view",
  errors: [],
});

const ofHost = z.object({ host: hostId });

export const revokeIdentityRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/identities/:host",
  summary: "Take a host's certificate away; its connections and streams end at once",
  params: ofHost,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "host.join",
  errors: ["NOT_FOUND"],
});

export const approveIdentityRoute = defineRoute({
  method: "POST",
  path: "/api/v1/identities/:host/approval",
  summary: "Let the key that waits be this host from now on; the old key is revoked as it joins",
  params: ofHost,
  query: none,
  body: z.object({ keyHash }).strict(),
  answer: hostIdentity,
  status: 200,
  privilege: "host.join",
  errors: ["NOT_FOUND", "CONFLICT"],
});
