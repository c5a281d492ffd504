import type { JoinDescription } from "./join-description.ts";

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

const local = /^http:\/\/(localhost|127\.[0-9.]+|\[::1\])(:\d+)?(\/|$)/;

/** Whether what hosts fetch from there could be changed on its way. */
export function isProtected(url: string): boolean {
  return url.startsWith("https://") || local.test(url);
}
