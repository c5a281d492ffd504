import { NovaError } from "@novacron/protocol/errors/nova-error";

/**
 * Terms of the language of domain/machine-filter, made of options: the values of each (`a,b`: one of them) in quotes, so that
 * a name with spaces stays one. What the language cannot say is refused.
 */
export function filterTerms(options: Readonly<Record<string, string | undefined>>): string {
  const terms = Object.entries(options).flatMap(([key, text]) =>
    text === undefined ? [] : [`${key}:${valuesOf(key, text).map(quoted).join(",")}`],
  );
  return terms.join(" ");
}

/** "a,b" as its values; at least one. */
export function valuesOf(key: string, text: string): string[] {
  const values = text.split(",").map((value) => value.trim());
  if (values.every((value) => value !== "" && !value.includes('"'))) return values;
  throw new NovaError("BAD_REQUEST", `read --${key} "${text}"`, {
    next: "Give one value, or several with commas between, without quotes of their own",
  });
}

function quoted(value: string): string {
  return `"${value}"`;
}
