import { errorCodes } from "@novacron/protocol/errors/codes";
import { generatedNote, markdownTable } from "./markdown.ts";

const intro = `# Error codes

Every error of the HTTP API is a JSON body with \`code\`, \`message\`, \`attempted\` (what was tried on
what), \`next\` (what to do), \`retryable\` and, where there is more to say, \`details\`. Commands on hosts
and operations end with the same form. Match on the code: codes are added, never renamed; texts change.

`;

/** docs/errors.md, from the error table. */
export function generateErrorsPage(): Map<string, string> {
  const rows = Object.entries(errorCodes).map(([code, info]) => [
    `\`${code}\``,
    String(info.status),
    info.retryable ? "yes" : "no",
    info.text,
    info.next,
  ]);
  const table = markdownTable(["Code", "HTTP", "Retry", "What it means", "What to do"], rows);
  return new Map([["docs/errors.md", generatedNote + intro + table]]);
}
