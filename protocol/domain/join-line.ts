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
export type JoinSource = Pick<JoinDescription, "url" | "pin">;

/**
 * The line that is pasted on a host. The script it fetches runs as root and brings the checksum of the
 * program, so curl must know whom it talks to: `-k` leaves out the authorities, which do not know the
 * fleet's own, and the pin takes their place; a connection to any other key ends before a byte is read.
 */
export function joinLine({ url, pin }: JoinSource, token: string): string {
  const curl = pin === null ? "curl -fsS" : `curl -fsSk --pinnedpubkey '${pin}'`;
  return `${curl} ${url}/install.sh | sudo sh -s -- --token ${token}`;
}

/** Whether what hosts fetch from there could be changed on its way. */
export function isProtected(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || /^(localhost|127\..*|\[::1\])$/.test(hostname);
}
