import type { Scalar } from "../rpc/parameter-reader.ts";

/** Figures of a machine or of one of its parts, by their names. */
export class Figures {
  readonly #values: { [name: string]: Scalar | undefined } = {};

  set(name: string, value: Scalar): void {
    this.#values[name] = value;
  }

  number(name: string): number | null {
    const value = this.#values[name];
    return typeof value === "number" ? value : null;
  }

  text(name: string): string | null {
    const value = this.#values[name];
    return typeof value === "string" ? value : null;
  }

  kibibytes(name: string): number | null {
    const value = this.number(name);
    return value === null ? null : value * 1024;
  }

  /** libvirt writes 0 for "never". */
  positive(name: string): number | null {
    const value = this.number(name);
    return value !== null && value > 0 ? value : null;
  }
}

/** One machine's bulk statistics: `rd.reqs` of `block.0.rd.reqs` stands with the first of its disks. */
export class MachineFigures extends Figures {
  readonly disks: Figures[] = [];
  readonly nics: Figures[] = [];
  readonly vcpus: Figures[] = [];
  readonly #parts = new Map<string, Figures>();

  put({ kind, part, name }: Place, value: Scalar): void {
    if (kind === null) this.set(name, value);
    else this.#part(kind, part).set(name, value);
  }

  #part(kind: PartKind, part: string): Figures {
    const known = this.#parts.get(part);
    if (known !== undefined) return known;
    const figures = new Figures();
    this.#parts.set(part, figures);
    this[lists[kind]].push(figures);
    return figures;
  }
}

type PartKind = keyof typeof lists;
const lists = { block: "disks", net: "nics", vcpu: "vcpus" } as const;

/** Where a parameter belongs, by its name. */
export interface Place {
  /** Null for the machine itself. */
  readonly kind: PartKind | null;
  /** Such as `block.0`. */
  readonly part: string;
  readonly name: string;
}

export function placeOf(field: string): Place {
  const [, part, kind, name] = /^((block|net|vcpu)\.\d+)\.(.+)$/.exec(field) ?? [];
  if (part === undefined || name === undefined) return { kind: null, part: "", name: field };
  return { kind: kind as PartKind, part, name };
}
