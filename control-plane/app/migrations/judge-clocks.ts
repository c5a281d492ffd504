/** What of a host tells whether certificates hold by its clock. */
export interface HostTime {
  readonly name: string;
  /** Its clock less ours; null where it is not known to differ. */
  readonly skewMs: number | null;
  /** Of its certificates, by our clock; null where it has none of ours. */
  readonly life: { readonly notBefore: number; readonly notAfter: number } | null;
}

/**
 * Clocks that are so wrong that a move cannot be: gates and QEMU judge the certificates of both ends by the clock of
 * their own host, and libvirt would tell it in the middle, as an error of TLS. In words; none where both hold.
 */
export function judgeClocks(ends: readonly [HostTime, HostTime], nowMs: number): string[] {
  return ends.flatMap(({ name, skewMs }) => {
    if (skewMs === null) return [];
    const thereMs = nowMs + skewMs;
    const unheld = ends.filter(({ life }) => isUnheld(life, { nowMs, thereMs }));
    if (unheld.length === 0) return [];
    const whose = unheld.map((end) => end.name).join(" and ");
    const [way, verdict] = skewMs > 0 ? ["ahead of", "has ended"] : ["behind", "is not valid yet"];
    const off = `${spanText(Math.abs(skewMs))} ${way} ours`;
    return [`The clock of ${name} is ${off}: by it the certificate of ${whose} ${verdict}`];
  });
}

/** One that has ended by our clock too is another matter. */
function isUnheld(life: HostTime["life"], at: { nowMs: number; thereMs: number }): boolean {
  if (life === null || life.notAfter <= at.nowMs) return false;
  return at.thereMs < life.notBefore || at.thereMs >= life.notAfter;
}

function spanText(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return hours >= 2 ? `${Math.round(hours)} h` : `${Math.round(ms / 60_000)} min`;
}
