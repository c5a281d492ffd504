/** The address bar holds plain text, so that people can read and edit it. */
export type Search = Readonly<Record<string, string | undefined>>;

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Empty values are left out; colons and commas stay as typed, since a query may hold them. */
export function stringifySearch(search: Record<string, unknown>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") given.set(key, String(value));
  }
  const text = given.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** Keeps the named texts of a search and drops the rest. */
export function only<const K extends string>(
  ...keys: readonly K[]
): (search: Record<string, unknown>) => { [P in K]?: string | undefined } {
  return (search) => {
    const kept: { [P in K]?: string | undefined } = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === "string" && value !== "") kept[key] = value;
    }
    return kept;
  };
}
