/** Where a host gets the installation, and how it knows that it is the right one. */
export interface JoinSource {
  /** Address of the control plane as hosts reach it, without a path. */
  readonly url: string;
  /**
   * The control plane's key as curl takes it (`sha256//` and base64); null where the address is certified by
   * an authority that hosts know, or is not protected at all.
   */
  readonly pin: string | null;
}

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
