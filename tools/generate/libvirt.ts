import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { libvirtTable, type TableGroup } from "@novacron/agent/libvirt/table";
import type { ProcedureLine, StructLine } from "@novacron/agent/libvirt/table/notation";
import { checkTable } from "./libvirt-check.ts";
import { codecExpression, pascal, typeNames, typeText } from "./libvirt-types.ts";

const OUTPUT = "agent/libvirt/generated";
const BANNER =
  "// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.\n";

/** The generated client of libvirt: path from the repository's root to content. No writes. */
export async function generateLibvirt(): Promise<Map<string, string>> {
  const groups = libvirtTable();
  checkTable(groups);
  const files = new Map<string, string>();
  files.set(`${OUTPUT}/types.ts`, typesFile(groups));
  for (const group of groups) {
    if (group.procedures.length === 0) continue;
    files.set(`${OUTPUT}/${group.name}.ts`, proceduresFile(group));
  }
  files.set(`${OUTPUT}/remote-api.ts`, apiFile("RemoteApi", groups, "remote"));
  files.set(`${OUTPUT}/qemu-api.ts`, apiFile("QemuApi", groups, "qemu"));
  files.set(`${OUTPUT}/procedures.ts`, listFile(groups));
  return files;
}

function typesFile(groups: TableGroup[]): string {
  const structs = groups.flatMap((group) => group.structs);
  const body = inOrder(structs).map(
    (struct) =>
      `${interfaceText(struct.name, struct.fields)}\n` +
      `export const ${struct.name}: Codec<${struct.name}> = ` +
      `${codecText(struct.name, struct.fields)};\n`,
  );
  const text = body.join("\n").replaceAll("types.", "");
  return `${BANNER}${importsFor(text, [])}\n${text}`;
}

function proceduresFile(group: TableGroup): string {
  const body = [
    ...group.procedures.filter((line) => line.kind === "call").map(procedureText),
    ...group.procedures.filter((line) => line.kind === "event").map(eventText),
  ].join("\n");
  return `${BANNER}${importsFor(body, ["types"])}\n${body}`;
}

function procedureText(line: ProcedureLine): string {
  const name = pascal(line.name);
  const parts: string[] = [];
  if (line.args.length > 0) parts.push(interfaceText(`${name}Args`, line.args));
  if (line.result.length > 0) parts.push(interfaceText(`${name}Result`, line.result));
  const args = line.args.length > 0 ? `${name}Args` : "void";
  const result = line.result.length > 0 ? `${name}Result` : "void";
  const extra = [
    line.stream ? `  stream: "${line.stream}",\n` : "",
    line.highPriority ? "  highPriority: true,\n" : "",
  ].join("");
  parts.push(
    `/** \`${apiName(line)}\`, procedure ${line.number} of the ${line.program} program. */\n` +
      `export const ${line.name}: Procedure<${args}, ${result}> = {\n` +
      `  kind: "call",\n${identityText(line)}` +
      `  args: ${codecText(args, line.args)},\n` +
      `  result: ${codecText(result, line.result)},\n${extra}};\n`,
  );
  return parts.join("\n");
}

function eventText(line: ProcedureLine): string {
  const name = `${pascal(line.name)}Message`;
  return (
    `${interfaceText(name, line.args)}\n` +
    `/** Message ${line.number} of the ${line.program} program. */\n` +
    `export const ${line.name}: EventMessage<${name}> = {\n` +
    `  kind: "event",\n${identityText(line)}` +
    `  payload: ${codecText(name, line.args)},\n};\n`
  );
}

function identityText(line: ProcedureLine): string {
  const program = line.program === "remote" ? "0x20008086" : "0x20008087";
  return (
    `  name: "${line.name}",\n  program: ${program},\n` +
    `  version: 1,\n  number: ${line.number},\n`
  );
}

function interfaceText(name: string, fields: StructLine["fields"]): string {
  const lines = fields.map((field) => `  readonly ${field.name}: ${typeText(field.type)};\n`);
  return `export interface ${name} {\n${lines.join("")}}\n`;
}

function codecText(type: string, fields: StructLine["fields"]): string {
  if (fields.length === 0) return "codec.nothing";
  const lines = fields.map((field) => `    ${field.name}: ${codecExpression(field.type)},\n`);
  return `codec.struct<${type}>({\n${lines.join("")}  })`;
}

/** Only what a file uses is imported, and each from where it stands. */
function importsFor(body: string, from: string[]): string {
  const out: string[] = [];
  if (/\bcodec\./.test(body)) out.push(`import * as codec from "../rpc/codec.ts";\n`);
  if (/\bCodec</.test(body)) out.push(`import type { Codec } from "../rpc/codec.ts";\n`);
  const kinds = ["EventMessage", "Procedure"].filter((kind) => body.includes(`: ${kind}<`));
  if (kinds.length > 0) {
    out.push(`import type { ${kinds.join(", ")} } from "../rpc/procedure.ts";\n`);
  }
  if (/\btypedParam\b/.test(body)) {
    out.push(`import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";\n`);
  }
  for (const file of from) {
    if (/\btypes\./.test(body)) out.push(`import * as ${file} from "./${file}.ts";\n`);
  }
  return out.join("");
}

function apiFile(className: string, groups: TableGroup[], program: "remote" | "qemu"): string {
  const imports: string[] = [];
  const methods: string[] = [];
  for (const group of groups) {
    const calls = group.procedures.filter(
      (line) => line.kind === "call" && line.program === program,
    );
    if (calls.length === 0) continue;
    const space = typeNames.namespaceOf(group.name);
    imports.push(`import * as ${space} from "./${group.name}.ts";\n`);
    methods.push(...calls.map((line) => methodText(line, space)));
  }
  const usesStream = methods.some((method) => method.includes("Promise<Stream"));
  const callerTypes = usesStream ? "Caller, StreamOf" : "Caller";
  return (
    `${BANNER}import type { ${callerTypes} } from "../rpc/caller.ts";\n` +
    `import type { CallOptions } from "../rpc/procedure.ts";\n${imports.join("")}\n` +
    `/** Every call of libvirt's ${program} program. Each rejects with a NovaError. */\n` +
    `export class ${className} {\n  readonly #caller: Caller;\n\n` +
    `  constructor(caller: Caller) {\n    this.#caller = caller;\n  }\n${methods.join("")}}\n`
  );
}

function methodText(line: ProcedureLine, space: string): string {
  const name = pascal(line.name);
  const result = line.result.length > 0 ? `${space}.${name}Result` : "void";
  const takesArgs = line.args.length > 0;
  const parameters = takesArgs
    ? `args: ${space}.${name}Args, options?: CallOptions`
    : "options?: CallOptions";
  const passed = takesArgs ? "args" : "undefined";
  const [verb, type] = line.stream
    ? ["open", `Promise<StreamOf<${result}>>`]
    : ["call", `Promise<${result}>`];
  return (
    `\n  /** libvirt's \`${apiName(line)}\`: procedure ${line.number}${notes(line)}. */\n` +
    `  ${line.name}(${parameters}): ${type} {\n` +
    `    return this.#caller.${verb}(${space}.${line.name}, ${passed}, options);\n  }\n`
  );
}

function notes(line: ProcedureLine): string {
  const stream = line.stream ? `, with a stream to ${line.stream}` : "";
  return line.highPriority ? `${stream}, never waits for a hypervisor` : stream;
}

/** The public function this procedure carries; upstream's reference of that name is the manual. */
function apiName(line: ProcedureLine): string {
  const prefix = line.program === "qemu" ? "virDomainQemu" : "vir";
  const name =
    line.program === "qemu" ? pascal(line.name).replace(/^Domain/, "") : pascal(line.name);
  return `${prefix}${name.replace(/Xml/g, "XML").replace(/Uuid/g, "UUID").replace(/Uri/g, "URI")}`;
}

function listFile(groups: TableGroup[]): string {
  const withLines = groups.filter((group) => group.procedures.length > 0);
  const imports = withLines.map(
    (group) => `import * as ${typeNames.namespaceOf(group.name)} from "./${group.name}.ts";\n`,
  );
  const listOf = (kind: "call" | "event") =>
    withLines
      .flatMap((group) =>
        group.procedures
          .filter((line) => line.kind === kind)
          .map((line) => `  ${typeNames.namespaceOf(group.name)}.${line.name},\n`),
      )
      .join("");
  return (
    `${BANNER}import type { EventMessage, Procedure } from "../rpc/procedure.ts";\n` +
    `${imports.join("")}\n` +
    `/** Every call, for what has to know them all: a filter, a fake server, a test. */\n` +
    `export const allProcedures: readonly Procedure<unknown, unknown>[] = [\n` +
    `${listOf("call")}] as const;\n\n` +
    `/** Every message that a server sends unasked. */\n` +
    `export const allEvents: readonly EventMessage<unknown>[] = [\n${listOf("event")}] as const;\n`
  );
}

/** Structs after those they contain, since a codec is a value and must exist when it is used. */
function inOrder(structs: StructLine[]): StructLine[] {
  const byName = new Map(structs.map((struct) => [struct.name, struct]));
  const done = new Set<StructLine>();
  const visit = (struct: StructLine) => {
    if (done.has(struct)) return;
    for (const field of struct.fields) {
      const inner = byName.get(typeNames.baseOf(field.type));
      if (inner && inner !== struct) visit(inner);
    }
    done.add(struct);
  };
  for (const struct of structs) visit(struct);
  return [...done];
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const files = await generateLibvirt();
  await mkdir(join(root, OUTPUT), { recursive: true });
  for (const name of await readdir(join(root, OUTPUT))) {
    if (!files.has(`${OUTPUT}/${name}`)) await rm(join(root, OUTPUT, name));
  }
  for (const [path, content] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

if (import.meta.main) await main();
