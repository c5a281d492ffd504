import { attribute, refused, textOf, type XmlElement } from "./tree.ts";

/** A size with libvirt's `unit`, in bytes. `whole` is the unit meant where none is written. */
export function sizeBytes(of: XmlElement | null, whole: "bytes" | "KiB"): number | null {
  const text = textOf(of);
  if (of === null || text === null) return null;
  const unit = attribute(of, "unit") ?? whole;
  const factor = UNITS[unit];
  if (factor === undefined || !/^\d{1,20}$/.test(text)) throw refused(`the size ${text} ${unit}`);
  return Number(text) * factor;
}

const powers = (base: number): number[] => [1, 2, 3, 4, 5, 6].map((power) => base ** power);
const [KiB, MiB, GiB, TiB, PiB, EiB] = powers(1024);
const [KB, MB, GB, TB, PB, EB] = powers(1000);

/** Of libvirt's format documentation: `k` and `KiB` are 1024, `KB` is 1000. */
const UNITS: Readonly<Record<string, number | undefined>> = {
  ...{ b: 1, bytes: 1 },
  ...{ k: KiB, KiB, M: MiB, MiB, G: GiB, GiB, T: TiB, TiB, P: PiB, PiB, E: EiB, EiB },
  ...{ KB, MB, GB, TB, PB, EB },
};
