import { statSync } from "node:fs";
import { join } from "node:path";
import type { Domain } from "../generated/types.ts";

/**
 * A text that is another after each change of a running machine's definition. libvirt keeps that in a file and replaces
 * the file with each change (virDomainObjSave), so looking at the file does for asking, and costs libvirt nothing. Null
 * for a machine that is off, and where there is no such file or it may not be looked at.
 */
export function liveDefinitionPrint(statusFolder: string, { id, name }: Domain): string | null {
  if (id < 0) return null;
  try {
    const path = join(statusFolder, `${name}.xml`);
    const file = statSync(path, { bigint: true, throwIfNoEntry: false });
    return file === undefined ? null : `${id} ${file.ino} ${file.mtimeNs} ${file.size}`;
  } catch {
    return null;
  }
}
