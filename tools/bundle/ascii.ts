import type { Plugin } from "rolldown";

/**
 * Writes every other character as an escape. The engine keeps the source of a program for as long as it runs, in one
 * byte a character where all fit and in two where a single one does not.
 */
export function asciiOnly(): Plugin {
  return {
    name: "ascii-only",
    // After the minifier, which writes characters for escapes.
    generateBundle(_options, files) {
      for (const file of Object.values(files)) {
        if (file.type === "chunk") file.code = escapeNonAscii(file.code);
      }
    },
  };
}

/** Good in strings, names and regular expressions; none of ours looks at the raw text of a template. */
export function escapeNonAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
