import { z } from "zod";
import { hostId, timestampMs } from "../domain/ids.ts";
import { keyHash } from "../domain/trust.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const pem = z.string().min(1).max(16_384);
const hosts = z.array(z.object({ id: hostId, name: z.string() }));

/** The certificate authorities that this fleet trusts, and how far the change from one to the next is. */
export const authorityView = z.object({
  authorities: z.array(
    z.object({
      hash: keyHash,
      subject: z.string(),
      /** When it was made. */
      notBefore: timestampMs,
      notAfter: timestampMs,
      /** `next`: trusted, and does not sign yet; `old`: trusted still, and signs for hosts no more. */
      state: z.enum(["old", "signing", "next"]),
      certificate: pem,
    }),
  ),
  /** Hosts that have not said that they trust the next one. */
  unaware: hosts,
  /** Hosts whose certificate is by the old one. */
  notRenewed: hosts,
});
export type AuthorityView = z.infer<typeof authorityView>;

const force = z
  .object({
    /** Even where hosts are left behind: each of those must then join again with a token. */
    force: z.boolean().default(false),
  })
  .strict();

const step = {
  method: "POST",
  params: none,
  query: none,
  answer: authorityView,
  status: 200,
  privilege: "system.manage",
} as const;

export const authorityRoute = defineRoute({
  method: "GET",
  path: "/api/v1/authority",
  summary: "The fleet's certificate authorities, and how far a change of them is",
  params: none,
  query: none,
  body: nothing,
  answer: authorityView,
  status: 200,
  privilege: "system.view",
  errors: [],
});

export const beginAuthorityRoute = defineRoute({
  ...step,
  path: "/api/v1/authority/next",
  summary: "Make the next certificate authority, or bring one; every host is told to trust it too",
  body: z
    .object({
      own: z
        .object({ certificate: pem, key: pem })
        .strict()
        .nullable()
        .default(null)
        .describe("ECDSA P-256 authority of one's own, PEM; its key is kept sealed"),
    })
    .strict(),
  errors: ["BAD_REQUEST", "CONFLICT", "STORE_UNAVAILABLE"],
});

export const abandonAuthorityRoute = defineRoute({
  ...step,
  method: "DELETE",
  path: "/api/v1/authority/next",
  summary: "Take back the next certificate authority, which signed nothing yet",
  body: nothing,
  errors: ["CONFLICT", "STORE_UNAVAILABLE"],
});

export const switchAuthorityRoute = defineRoute({
  ...step,
  path: "/api/v1/authority/switch",
  summary: "Let the next certificate authority sign; every host renews its certificate now",
  body: force,
  errors: ["CONFLICT", "STORE_UNAVAILABLE"],
});

export const withdrawAuthorityRoute = defineRoute({
  ...step,
  path: "/api/v1/authority/withdrawal",
  summary: "Trust the old certificate authority no more; its key is gone",
  body: force,
  errors: ["CONFLICT", "STORE_UNAVAILABLE"],
});
