/** Points kept for each sparkline: at 5 s between samples, four minutes. */
export const sparkPoints = 48;

/** The newest values of one figure for many machines, each in a small ring. */
export class SparkHistory {
  private readonly rings = new Map<string, { values: Float32Array; next: number; count: number }>();

  push(id: string, value: number | null): void {
    let ring = this.rings.get(id);
    if (ring === undefined) {
      ring = { values: new Float32Array(sparkPoints), next: 0, count: 0 };
      this.rings.set(id, ring);
    }
    ring.values[ring.next] = value ?? Number.NaN;
    ring.next = (ring.next + 1) % sparkPoints;
    ring.count = Math.min(ring.count + 1, sparkPoints);
  }

  /** Puts older values, oldest first, before what the feed has brought meanwhile. */
  prefill(id: string, values: readonly (number | null)[]): void {
    const newer = this.read(id);
    this.rings.delete(id);
    for (const value of [...values, ...newer].slice(-sparkPoints)) this.push(id, value);
  }

  /** Oldest first; null where a sample was missing. */
  read(id: string): (number | null)[] {
    const ring = this.rings.get(id);
    if (ring === undefined) return [];
    const out: (number | null)[] = [];
    for (let i = ring.count; i > 0; i -= 1) {
      const value = ring.values[(ring.next - i + sparkPoints) % sparkPoints] ?? Number.NaN;
      out.push(Number.isNaN(value) ? null : value);
    }
    return out;
  }

  clear(): void {
    this.rings.clear();
  }
}
