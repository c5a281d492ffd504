import fc from "fast-check";

/** Pieces at which parsers stumble. */
const pieces = [
  "",
  "\0",
  "\n",
  "\r\n",
  "\ufeff",
  "\ud800",
  "\u202e",
  '"',
  "'",
  "\\",
  "{",
  "}",
  "[",
  "]",
  "<",
  ">",
  "&",
  ";",
  ":",
  ",",
  ".",
  "/",
  "..",
  "%",
  "+",
  "#",
  "*",
  "-",
  "1e999",
  "-0",
  "9007199254740993",
  "null",
  "true",
  "__proto__",
  "constructor",
  "constructor:x",
  '"__proto__":{"polluted":1},',
  ',"proof":{"key":"k","sig":"s"}}',
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  "<![CDATA[",
  "]]>",
  "&#x110000;",
  "a".repeat(300),
  "[".repeat(200),
  "((".repeat(100),
] as const;

type Edit = readonly [kind: number, at: number, length: number, piece: string];

const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.nat(3),
  fc.nat(100_000),
  fc.nat(40),
  fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8, unit: "binary" })),
);

/** Texts that are nearly right: a true one with some pieces cut, doubled, moved or put in. And quite wrong ones. */
export function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  const near = fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 6 }))
    .map(([text, edits]) => edits.reduce(apply, text));
  return fc.oneof(
    { weight: 6, arbitrary: near },
    { weight: 1, arbitrary: fc.string({ maxLength: 200, unit: "binary" }) },
    { weight: 1, arbitrary: fc.json() },
  );
}

function apply(text: string, [kind, place, length, piece]: Edit): string {
  const at = text.length === 0 ? 0 : place % (text.length + 1);
  const head = text.slice(0, at);
  const cut = text.slice(at, at + length);
  const tail = text.slice(at + length);
  if (kind === 0) return head + tail;
  if (kind === 1) return head + cut + cut + tail;
  if (kind === 2) return head + piece + cut + tail;
  return head + piece + tail;
}

/** The same of bytes. */
export function mutatedBytes(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const near = fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { maxLength: 8 }),
    )
    .map(([bytes, edits]) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of edits) if (copy.length > 0) copy[at % copy.length] = value;
      return edits.length > 6 ? copy.slice(0, edits[0]?.[0] ?? 0) : copy;
    });
  return fc.oneof(
    { weight: 4, arbitrary: near },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
  );
}
