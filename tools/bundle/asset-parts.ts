import type { Plugin } from "rolldown";
import { type MakePart, parts, running } from "./packed-parts.ts";
import { workerName } from "./worker-files.ts";

/**
 * In a single binary the parts of which a process runs one alone lie as assets beside its first module: the agent, and
 * what the agent's other processes run, which then have none of the agent to parse and to load (docs/decisions/0066). As
 * with packed parts, no class and no state is shared.
 *
 * @param found name of the asset to its code, for the caller to put in
 */
export function assetParts(
  sources: readonly string[],
  found: Map<string, string>,
  make: MakePart,
): Plugin {
  return parts("asset-parts", sources, async (source) => {
    const { code, exports } = await make(source);
    const name = workerName(source);
    found.set(name, code);
    return [
      `import { getRawAsset } from "node:sea";`,
      // Read without a copy; all of it is ASCII, so that the engine keeps a byte for each character.
      `const code = Buffer.from(getRawAsset("${name}")).latin1Slice();`,
      ...running(exports, name),
    ].join("\n");
  });
}
