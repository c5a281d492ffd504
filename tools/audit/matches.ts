import { type Advisory, affects, type Package } from "./osv.ts";

export interface Match {
  readonly id: string;
  readonly severity: string;
  readonly name: string;
  readonly version: string;
  readonly use: "shipped" | "development";
  readonly summary: string;
  /** Why it does no harm here; null where nobody argued that. */
  readonly why: string | null;
}

/** What is kept beside the code of a check that was made. */
export interface Result {
  readonly on: string;
  readonly list: {
    readonly source: string | null;
    readonly commit: string | null;
    readonly date: string | null;
    readonly advisories: number;
  };
  readonly packages: { readonly shipped: number; readonly development: number };
  readonly found: readonly Match[];
}

/** Every advisory that touches a version in use; what is shipped stands first. */
export function matches(
  packages: readonly Package[],
  advisories: readonly Advisory[],
  argued: Readonly<Record<string, string>>,
): readonly Match[] {
  const byName = Map.groupBy(packages, ({ name }) => name);
  const found = advisories.flatMap((advisory) => {
    const names = new Set(advisory.affected.map(({ name }) => name));
    const touched = [...names].flatMap((name) => byName.get(name) ?? []);
    return touched
      .filter((one) => affects(advisory, one))
      .map(({ name, version, shipped }): Match => {
        const { id, severity, summary } = advisory;
        const use = shipped ? "shipped" : "development";
        return { id, severity, name, version, use, summary, why: argued[id] ?? null };
      });
  });
  return found.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

function rank({ use }: Match): number {
  return use === "shipped" ? 0 : 1;
}
