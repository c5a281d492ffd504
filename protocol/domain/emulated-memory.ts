/** QEMU's major version that tells its emulated processors when pages are to be tracked anew (QEMU commit 03bfc2188f). */
const keepsWritesSince = 9;

/**
 * Whether a live move may lose what the guest writes meanwhile. Before QEMU 9.0 an emulated guest (`<domain type='qemu'>`) goes
 * on writing to pages that were sent without QEMU noticing: each pass over its memory may lose some, and its kernel may crash.
 *
 * @param qemuMajor of the source; null where it is not known, which is taken for new enough
 */
export function losesWrites(virtualisation: string, qemuMajor: number | null): boolean {
  return virtualisation === "qemu" && qemuMajor !== null && qemuMajor < keepsWritesSince;
}
