/** A generated JSON file: indented, with a newline at the end, the same bytes for the same value. */
export function jsonFile(value: Readonly<Record<string, unknown>>): string {
  const note = "Made by `npm run generate`; do not edit.";
  return `${JSON.stringify({ "x-generated": note, ...value }, null, 2)}\n`;
}
