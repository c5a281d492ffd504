import { z } from "zod";

/** What `GET /install/release.json` answers anybody: how a host gets the agent from there. */
export const joinDescription = z.object({
  /** Address of the control plane as it was reached, without a path. */
  url: z.string(),
  /**
   * The control plane's key as curl takes it (`sha256//` and base64); null where this server does not end
   * the TLS itself.
   */
  pin: z.string().nullable(),
  /** Hash of the fleet's authority, as enrolment tokens hold it. */
  caHash: z.string().nullable(),
  /** Version of the control plane. */
  version: z.string(),
  /** Version of the agents handed out; null where there is none to hand out. */
  release: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), sha256: z.string() })),
});
export type JoinDescription = z.infer<typeof joinDescription>;
