import * as http from "node:http";
import type { Plugin } from "rolldown";

const name = "node:http";
const virtual = `\0light:${name}`;

/**
 * `node:http` without what it loads late. An import of it as a module reads all that it exports, and the getters of
 * `WebSocket` and its like load a whole HTTP client: 2.5 MB of a small program that opens no web socket by it.
 */
export function lightBuiltins(): Plugin {
  return {
    name: "light-builtins",
    resolveId(specifier, _importer, { kind }) {
      // `require` gets the object itself, and reads what it uses.
      if (kind === "require-call" || (specifier !== name && specifier !== "http")) return null;
      return { id: virtual, moduleSideEffects: false };
    },
    load(id) {
      if (id !== virtual) return null;
      const lines = plainNames().map(
        (one) => `export const ${one} = /* @__PURE__ */ at("${one}");`,
      );
      return [
        `const http = /* @__PURE__ */ process.getBuiltinModule("${name}");`,
        "const at = (name) => http[name];",
        ...lines,
        "export default http;",
      ].join("\n");
    },
  };
}

function plainNames(): string[] {
  const all = Object.getOwnPropertyDescriptors((http as { default?: object }).default ?? {});
  return Object.keys(all).filter((key) => all[key]?.get === undefined);
}
