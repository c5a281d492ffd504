import type { TableGroup } from "@novacron/agent/libvirt/table";
import { typeNames } from "./libvirt-types.ts";

/** Throws where the table contradicts itself: a number or name twice, a type nobody defines. */
export function checkTable(groups: readonly TableGroup[]): void {
  const procedures = groups.flatMap((group) => group.procedures);
  const structs = groups.flatMap((group) => group.structs);
  unique(procedures.map((line) => `${line.program} ${line.number}`));
  unique(procedures.map((line) => `${line.program} ${line.name}`));
  unique(structs.map((struct) => struct.name));
  const defined = new Set(structs.map((struct) => struct.name));
  for (const { name, fields } of [
    ...structs,
    ...procedures.map((line) => ({ name: line.name, fields: [...line.args, ...line.result] })),
  ]) {
    for (const field of fields) {
      const base = typeNames.baseOf(field.type);
      if (!typeNames.isScalar(base) && !defined.has(base)) {
        throw new Error(`libvirt table: ${name}.${field.name} has the unknown type ${base}`);
      }
    }
  }
}

function unique(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) throw new Error(`libvirt table: ${key} stands there twice`);
    seen.add(key);
  }
}
