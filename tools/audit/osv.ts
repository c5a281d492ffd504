import { compare, satisfies, valid } from "semver";

/**
 * Advisories in the OSV format (https://ossf.github.io/osv-schema), as far as they speak of npm packages. Only what
 * matching needs is read; a document of another shape is none.
 */
export interface Advisory {
  readonly id: string;
  readonly summary: string;
  readonly severity: string;
  readonly affected: readonly Affected[];
}

interface Affected {
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly (readonly Span[])[];
  /** Narrows an open end where nobody knows a version that is mended. */
  readonly lastKnown: string | null;
}

/** From a version on, up to one that is not affected any more, or to one that still is. */
interface Span {
  readonly from: string;
  readonly before: string | null;
  readonly last: string | null;
}

export interface Package {
  readonly name: string;
  readonly version: string;
  /** Whether a program that people run has it, and not only our own tools and tests. */
  readonly shipped: boolean;
}

/** Null for what is withdrawn, speaks of no npm package, or is no advisory at all. */
export function parseAdvisory(document: unknown): Advisory | null {
  const { id, withdrawn, summary, affected, database_specific: own } = fieldsOf(document);
  if (typeof id !== "string" || typeof withdrawn === "string") return null;
  const parsed = listOf(affected).flatMap(parseAffected);
  if (parsed.length === 0) return null;
  const { severity } = fieldsOf(own);
  return {
    id,
    summary: typeof summary === "string" ? summary : "",
    severity: typeof severity === "string" ? severity.toLowerCase() : "unknown",
    affected: parsed,
  };
}

export function affects(advisory: Advisory, { name, version }: Package): boolean {
  return advisory.affected.some(
    (one) => one.name === name && (one.versions.includes(version) || inRanges(one, version)),
  );
}

function inRanges({ ranges, lastKnown }: Affected, version: string): boolean {
  if (lastKnown !== null && !satisfies(version, lastKnown, { includePrerelease: true })) {
    return false;
  }
  return ranges.some((spans) =>
    spans.some(
      ({ from, before, last }) =>
        compare(version, from) >= 0 &&
        (before === null || compare(version, before) < 0) &&
        (last === null || compare(version, last) <= 0),
    ),
  );
}

function parseAffected(value: unknown): readonly Affected[] {
  const { package: of, versions, ranges, database_specific: own } = fieldsOf(value);
  const { name, ecosystem } = fieldsOf(of);
  if (ecosystem !== "npm" || typeof name !== "string") return [];
  const { last_known_affected_version_range: lastKnown } = fieldsOf(own);
  return [
    {
      name,
      versions: listOf(versions).filter((one) => typeof one === "string"),
      ranges: listOf(ranges).map(spansOf),
      lastKnown: typeof lastKnown === "string" ? lastKnown : null,
    },
  ];
}

function spansOf(range: unknown): readonly Span[] {
  const { type, events } = fieldsOf(range);
  if (type !== "SEMVER" && type !== "ECOSYSTEM") return [];
  const spans: Span[] = [];
  let from: string | null = null;
  for (const event of listOf(events)) {
    const { introduced, fixed, last_affected: last } = fieldsOf(event);
    const begins = introduced === "0" ? "0.0.0-0" : versionOf(introduced);
    const before = versionOf(fixed);
    const lastOne = versionOf(last);
    if (begins !== null) from = begins;
    if (from === null || (before === null && lastOne === null)) continue;
    spans.push({ from, before, last: lastOne });
    from = null;
  }
  if (from !== null) spans.push({ from, before: null, last: null });
  return spans;
}

function versionOf(value: unknown): string | null {
  return typeof value === "string" ? valid(value) : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
