import { getAsset, isSea } from "node:sea";

/** The licences of all that is inside this program; only a single binary has more inside than our own. */
export function licences(): string {
  if (isSea()) return getAsset("licences.txt", "utf8");
  return "NovaCron is under the Apache License 2.0; its packages lie in node_modules with theirs.\n";
}
