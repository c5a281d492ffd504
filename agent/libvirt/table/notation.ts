import { NovaError } from "@novacron/protocol/errors/nova-error";

/**
 * How a line of the table reads:
 *
 *     struct Domain(name: string, uuid: uuid, id: int)
 *     16 domainGetInfo(dom: Domain) -> (state: uchar, maxMem: uhyper)
 *     209 storageVolDownload(vol: StorageVol, offset: uhyper) stream read
 *     318 domainEventCallbackLifecycle event(callbackId: int, dom: Domain)
 *
 * The number is libvirt's procedure number. A type is a name, with `?` for one that may be
 * absent, `<N>` for a list (or `opaque` bytes) of at most N, `[N]` for exactly N. `stream` says
 * where bulk data flows, seen from the client; `high` marks what libvirt answers without
 * waiting for a hypervisor. A line that is too long goes on in the next, which then starts
 * with neither a number nor `struct`.
 */
export function parseTable(program: ProgramName, text: string): TableEntries {
  const structs: StructLine[] = [];
  const procedures: ProcedureLine[] = [];
  for (const line of joinLines(text)) {
    const struct = STRUCT.exec(line);
    if (struct) {
      structs.push({ name: struct[1]!, fields: parseFields(struct[2]!, line) });
    } else {
      procedures.push(parseProcedure(program, line));
    }
  }
  return { structs, procedures };
}

/** What one entry of a field list says. */
export type FieldType =
  | { kind: "name"; name: string }
  | { kind: "optional"; of: FieldType }
  | { kind: "list"; of: FieldType; max: number }
  | { kind: "tuple"; of: FieldType; length: number }
  | { kind: "bytes"; max: number }
  | { kind: "fixedBytes"; length: number };

export interface Field {
  name: string;
  type: FieldType;
}

export interface StructLine {
  name: string;
  fields: Field[];
}

export type ProgramName = "remote" | "qemu";
export type StreamDirection = "read" | "write" | "duplex";

export interface ProcedureLine {
  program: ProgramName;
  number: number;
  name: string;
  kind: "call" | "event";
  /** The arguments of a call, or what an event carries. */
  args: Field[];
  result: Field[];
  stream: StreamDirection | undefined;
  highPriority: boolean;
}

export interface TableEntries {
  structs: StructLine[];
  procedures: ProcedureLine[];
}

const STRUCT = /^struct (\w+)\(([^()]*)\)$/;
const PROCEDURE =
  /^(\d+) (\w+)( event)?\(([^()]*)\)(?: -> \(([^()]*)\))?(?: stream (read|write|duplex))?( high)?$/;
const FIELD = /^(\w+): (\S+)$/;
const SUFFIX = /^(.*)(?:<(\d+)>|\[(\d+)\])$/;

function misread(what: string): NovaError {
  return new NovaError("INTERNAL", `read the libvirt table: ${what}`);
}

function joinLines(text: string): string[] {
  const entries: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    if (/^(\d+ |struct )/.test(line)) entries.push(line);
    else if (entries.length > 0) entries.push(`${entries.pop()} ${line}`);
    else throw misread(`a continuation without a line before it: ${line}`);
  }
  return entries;
}

function parseProcedure(program: ProgramName, line: string): ProcedureLine {
  const match = PROCEDURE.exec(line);
  if (!match) throw misread(`cannot read the line: ${line}`);
  const [, number, name, event, args, result, stream, high] = match;
  return {
    program,
    number: Number(number),
    name: name!,
    kind: event ? "event" : "call",
    args: parseFields(args!, line),
    result: parseFields(result ?? "", line),
    stream: stream as StreamDirection | undefined,
    highPriority: high !== undefined,
  };
}

function parseFields(list: string, line: string): Field[] {
  if (list === "") return [];
  return list.split(", ").map((entry) => {
    const match = FIELD.exec(entry);
    if (!match) throw misread(`cannot read field "${entry}" of: ${line}`);
    return { name: match[1]!, type: parseType(match[2]!) };
  });
}

function parseType(text: string): FieldType {
  if (text.endsWith("?")) return { kind: "optional", of: parseType(text.slice(0, -1)) };
  const suffix = SUFFIX.exec(text);
  if (!suffix) {
    if (!/^\w+$/.test(text)) throw misread(`cannot read the type ${text}`);
    return { kind: "name", name: text };
  }
  const [, base, max, length] = suffix;
  if (base === "opaque") {
    if (max !== undefined) return { kind: "bytes", max: Number(max) };
    return { kind: "fixedBytes", length: Number(length) };
  }
  const of = parseType(base!);
  if (max !== undefined) return { kind: "list", of, max: Number(max) };
  return { kind: "tuple", of, length: Number(length) };
}
