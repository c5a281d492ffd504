import type { Defence } from "./defence.ts";

/** What keeps a text from becoming something else than a text. */
export const textDefences = [
  {
    name: "xml-escaped",
    guards: "A name in a domain definition stays a name",
    file: "agent/libvirt/xml/tree.ts",
    find: "  return text.replace(/[&<>\\r]/g, (char) => ESCAPES[char]!);\n",
    replace: "  return text;\n",
  },
  {
    name: "xml-no-document-type",
    guards: "XML that brings entities of its own, or of files, is not read",
    file: "agent/libvirt/xml/tree.ts",
    find: '  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw refused("a document type is not accepted");\n',
    replace: '  text = text.replace(/<!DOCTYPE[^\\]]*\\]>/, "");\n',
    also: [
      {
        file: "agent/libvirt/xml/tree.ts",
        find:
          '    if (known === undefined || !whole.endsWith(";")) throw refused(`the entity $' +
          "{whole}`);\n",
        replace:
          '    if (known === undefined) return process.getBuiltinModule("node:fs").readFileSync(process.argv[1]!, "utf8");\n',
      },
    ],
  },
  {
    name: "names-of-one-line",
    guards: "A name is one line, so that it cannot become two in a script, a log or a header",
    file: "protocol/domain/ids.ts",
    find: '  .refine((text) => !/\\p{Cc}/u.test(text), "must not hold control characters");\n',
    replace: "  .refine((text) => /^.*$/m.test(text));\n",
  },
] as const satisfies readonly Defence[];
