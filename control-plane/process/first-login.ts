/** A block for people at a terminal, one line of JSON for programs. Said once, never logged. */
export function firstLoginText(
  login: { readonly name: string; readonly password: string },
  at: { readonly url: string; readonly terminal: boolean },
): string {
  const { name, password } = login;
  if (!at.terminal) return `${JSON.stringify({ firstLogin: { url: at.url, name, password } })}\n`;
  return [
    "",
    "  The first login of this NovaCron, shown this once:",
    "",
    `    address   ${at.url}`,
    `    name      ${name}`,
    `    password  ${password}`,
    "",
    "",
  ].join("\n");
}
