/** More are not shown; who types one letter does not want them. */
export const mostMatches = 1_000;

/** Where `wanted` begins in the text, whatever the case of letters; never overlapping. */
export function matchesIn(text: string, wanted: string): readonly number[] {
  if (wanted === "") return [];
  const found: number[] = [];
  const needle = wanted.toLowerCase();
  const hay = text.toLowerCase();
  // Some letters have another length in the other case; then places would not agree.
  if (hay.length !== text.length || needle.length !== wanted.length) return [];
  let at = hay.indexOf(needle);
  while (at !== -1 && found.length < mostMatches) {
    found.push(at);
    at = hay.indexOf(needle, at + needle.length);
  }
  return found;
}

export interface Piece {
  readonly text: string;
  /** Number of the match, or null for what lies between. */
  readonly match: number | null;
}

/** The whole text, cut where matches begin and end. */
export function cutAt(text: string, matches: readonly number[], length: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const [match, at] of matches.entries()) {
    if (at > end) pieces.push({ text: text.slice(end, at), match: null });
    pieces.push({ text: text.slice(at, at + length), match });
    end = at + length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), match: null });
  return pieces;
}
