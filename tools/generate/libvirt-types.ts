import type { FieldType } from "@novacron/agent/libvirt/table/notation";

/** The TypeScript type of a field, as written in a generated file other than `types.ts`. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case "name":
      return SCALARS[type.name] ?? structName(type.name);
    case "optional":
      return `${typeText(type.of)} | null`;
    case "list":
    case "tuple":
      return `readonly ${parenthesised(typeText(type.of))}[]`;
    case "bytes":
    case "fixedBytes":
      return "Uint8Array";
  }
}

/** The expression that makes the field's codec. */
export function codecExpression(type: FieldType): string {
  switch (type.kind) {
    case "name":
      if (type.name === "typedParam") return "typedParam";
      return SCALARS[type.name] ? `codec.${type.name}` : structName(type.name);
    case "optional":
      return `codec.optional(${codecExpression(type.of)})`;
    case "list":
      return `codec.list(${codecExpression(type.of)}, ${type.max})`;
    case "tuple":
      return `codec.tuple(${codecExpression(type.of)}, ${type.length})`;
    case "bytes":
      return `codec.bytes(${type.max})`;
    case "fixedBytes":
      return `codec.fixedBytes(${type.length})`;
  }
}

export const typeNames = {
  /** The name at the heart of a type, such as `Domain` for `Domain<16384>`. */
  baseOf(type: FieldType): string {
    if (type.kind === "name") return type.name;
    return "of" in type ? typeNames.baseOf(type.of) : "opaque";
  },
  isScalar: (name: string): boolean => Object.hasOwn(SCALARS, name) || name === "opaque",
  namespaceOf: (group: string): string => group.replace(/-(.)/g, (_, c: string) => c.toUpperCase()),
};

export function pascal(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

const SCALARS: Readonly<Record<string, string>> = {
  int: "number",
  uint: "number",
  char: "number",
  uchar: "number",
  ushort: "number",
  hyper: "bigint",
  uhyper: "bigint",
  double: "number",
  bool: "boolean",
  string: "string",
  uuid: "string",
  typedParam: "TypedParameter",
};

function structName(name: string): string {
  return `types.${name}`;
}

function parenthesised(text: string): string {
  return text.includes("|") ? `(${text})` : text;
}
