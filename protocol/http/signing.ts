import { z } from "zod";
import { hostId } from "../domain/ids.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

/** The keys by which agents know this control plane, and how far a rotation is. */
export const signingView = z.object({
  keys: z.array(
    z.object({
      /** As agents name it; not secret. */
      id: z.string(),
      publicKey: z.string(),
      /** `next`: agents are told of it, and it does not sign yet. */
      state: z.enum(["signing", "next"]),
    }),
  ),
  /** Hosts whose agents have not said that they know the next key. */
  unaware: z.array(z.object({ id: hostId, name: z.string() })),
});
export type SigningView = z.infer<typeof signingView>;

export const signingKeysRoute = defineRoute({
  method: "GET",
  path: "/api/v1/signing-keys",
  summary: "Keys with which the control plane signs what agents obey",
  params: none,
  query: none,
  body: nothing,
  answer: signingView,
  status: 200,
  privilege: "system.view",
  errors: [],
});

export const beginRotationRoute = defineRoute({
  method: "POST",
  path: "/api/v1/signing-keys/rotation",
  summary: "Make the next signing key and tell every agent of it",
  params: none,
  query: none,
  body: nothing,
  answer: signingView,
  status: 200,
  privilege: "system.manage",
  errors: ["STORE_UNAVAILABLE"],
});

export const completeRotationRoute = defineRoute({
  method: "POST",
  path: "/api/v1/signing-keys/rotation/completion",
  summary: "Sign with the next key from now on; the one before it is gone",
  params: none,
  query: none,
  body: z
    .object({
      /** Even where a host does not know the key yet: it must then be enrolled or renewed again. */
      force: z.boolean().default(false),
    })
    .strict(),
  answer: signingView,
  status: 200,
  privilege: "system.manage",
  errors: ["CONFLICT", "STORE_UNAVAILABLE"],
});
