/** One term of a filter as written: `-key>=value` or a plain word. */
export interface FilterWord {
  readonly at: number;
  readonly raw: string;
  readonly negated: boolean;
  /** Lower case; null for a plain word. */
  readonly key: string | null;
  readonly sign: ":" | "=" | ">" | ">=" | "<" | "<=";
  /** Lower case, without quotes, empty ones left out. */
  readonly values: readonly string[];
}

/** More terms than this are not read: a filter is typed by people. */
const wordsMax = 64;
const shape = /^(-?)([a-zA-Z]+)(:|=|>=|<=|>|<)(.*)$/s;

/** Splits at spaces outside double quotes. An open quote reaches to the end. */
export function filterWords(text: string): readonly FilterWord[] {
  const words: FilterWord[] = [];
  const finder = /(?:"[^"]*"?|[^\s"])+/g;
  for (const found of text.matchAll(finder)) {
    if (words.length >= wordsMax) break;
    words.push(wordOf(found[0], found.index));
  }
  return words;
}

function wordOf(raw: string, at: number): FilterWord {
  const parts = shape.exec(raw);
  if (parts === null) {
    const negated = raw.length > 1 && raw.startsWith("-");
    const word = plain(negated ? raw.slice(1) : raw);
    return { at, raw, negated, key: null, sign: ":", values: [word] };
  }
  return {
    at,
    raw,
    negated: parts[1] === "-",
    key: (parts[2] ?? "").toLowerCase(),
    sign: parts[3] as FilterWord["sign"],
    values: splitValues(parts[4] ?? ""),
  };
}

/** At commas outside quotes. */
function splitValues(text: string): string[] {
  const values = text.match(/(?:"[^"]*"?|[^,"])+/g) ?? [];
  return values.map(plain).filter((value) => value !== "");
}

function plain(text: string): string {
  return text.replaceAll('"', "").toLowerCase();
}
