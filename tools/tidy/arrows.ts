import { posix } from "node:path";
import { importsOf, type Node } from "./syntax.ts";
import { lineAt, type SourceFile, type Violation } from "./tree.ts";

/** Which packages a package may import; itself is always allowed. */
const packageArrows: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  agent: ["protocol"],
  "control-plane": ["protocol"],
  dashboard: ["protocol"],
  cli: ["protocol"],
  test: ["protocol", "agent", "control-plane", "dashboard", "cli", "tools"],
  tools: ["protocol", "agent", "control-plane", "dashboard", "cli", "test"],
};

/**
 * The half of `tools` that `test` builds on, and that builds on no test in turn: guests, programs and what set-up brings. The other half
 * (benches, the start, the stack for development) uses what `test` has, so that no file comes back to itself.
 */
const lowerTools = ["binaries", "bootstrap", "bundle", "guest", "tidy"];

/** Folders of a package that hold deciding code; everything but these, ports and main is an adapter. */
const deciding: Readonly<Record<string, readonly string[]>> = {
  agent: ["core", "commands", "collectors"],
  "control-plane": ["app"],
};

/** Node modules that deciding code may have: pure ones. */
const pureNodeModules = new Set(["node:assert"]);

/** Test code may reach across layers to build a real neighbour. */
const isTest = (path: string): boolean =>
  /\.test\.tsx?$|\.contract\.ts$|(^|\/)(testing|kit)(\/|\.ts$)/.test(path);

export function checkArrows(file: SourceFile, program: Node): Violation[] {
  const from = place(file.path);
  const found: Violation[] = [];
  for (const { from: specifier, start } of importsOf(program)) {
    const message = judge(file.path, from, specifier);
    if (message === null) continue;
    found.push({ path: file.path, line: lineAt(file.text, start), rule: "arrow", message });
  }
  return found;
}

interface Place {
  readonly pack: string;
  readonly layer: string;
  readonly rest: string;
}

function place(path: string): Place {
  const [pack = "", layer = "", ...rest] = path.split("/");
  return { pack, layer, rest: rest.join("/") };
}

function judge(path: string, from: Place, specifier: string): string | null {
  if (!(from.pack in packageArrows)) return null;
  const target = resolve(path, specifier);
  if (target === null) return judgeOutside(path, from, specifier);
  const to = place(target);
  if (to.pack !== from.pack) {
    if (specifier.startsWith(".")) return `reaches into ${to.pack} by a relative path`;
    if (isTest(path) && to.pack === "test") return null;
    if (isTest(path) && from.pack === "agent" && to.pack === "control-plane") return null;
    const half = judgeHalves(from, to);
    if (half !== null) return half;
    if (packageArrows[from.pack]?.includes(to.pack)) return null;
    return `${from.pack} must not import ${to.pack}`;
  }
  return isTest(path) ? null : judgeLayers(from, to);
}

function judgeHalves(from: Place, to: Place): string | null {
  if (from.pack === "tools" && to.pack === "test" && lowerTools.includes(from.layer)) {
    return `tools/${from.layer} must not import test, which builds on it`;
  }
  if (from.pack === "test" && to.pack === "tools" && !lowerTools.includes(to.layer)) {
    return `test must not import tools/${to.layer}, which builds on test`;
  }
  return null;
}

function judgeOutside(path: string, from: Place, specifier: string): string | null {
  if (isTest(path)) return null;
  const node = specifier.startsWith("node:");
  if (from.pack === "protocol" && (node || specifier !== "zod")) {
    return `protocol may import nothing but zod, not ${specifier}`;
  }
  if (node && deciding[from.pack]?.includes(from.layer) && !pureNodeModules.has(specifier)) {
    return `deciding code must not import ${specifier}; ask a port`;
  }
  return null;
}

function judgeLayers(from: Place, to: Place): string | null {
  const inner = deciding[from.pack];
  if (inner === undefined || from.layer === "main.ts" || from.rest === "main.ts") return null;
  const isInner = inner.includes(from.layer);
  const toPort = to.layer === "ports";
  if (from.layer === "ports") return toPort ? null : `a port must not import ${to.layer}`;
  if (isInner) {
    return toPort || inner.includes(to.layer) ? null : `${from.layer} must not import ${to.layer}`;
  }
  if (to.layer === "main.ts") return "only main.ts builds; nothing imports it";
  if (from.pack !== "control-plane" || from.layer !== "adapters" || to.layer !== "adapters") {
    return null;
  }
  const [fromAdapter, toAdapter] = [from.rest.split("/")[0], to.rest.split("/")[0]];
  return fromAdapter === toAdapter ? null : `adapter ${fromAdapter} must not import ${toAdapter}`;
}

/** Path below the root of a relative or workspace import; null for an outside package. */
function resolve(path: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  const match = /^@novacron\/([a-z-]+)\/(.+)$/.exec(specifier);
  if (match === null) return specifier.startsWith("@novacron/") ? `${specifier.slice(10)}/` : null;
  return `${match[1]}/${match[2]}.ts`;
}
