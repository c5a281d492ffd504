import { type Node, walk } from "./syntax.ts";
import { lineAt, type SourceFile, type Violation } from "./tree.ts";

const isTest = (path: string): boolean => /\.test\.tsx?$|\.contract\.ts$/.test(path);
const decides = (path: string): boolean =>
  /^(agent\/(core|commands|collectors)|control-plane\/app|protocol)\//.test(path) && !isTest(path);

/** What ships and meets strangers; simulated hosts and stand-ins do not. */
const guardsSecrets = (path: string): boolean =>
  /^(agent|control-plane|cli|protocol)\//.test(path) &&
  !isTest(path) &&
  !/\/(testing|kit|sim|memory)\//.test(path);

/** Globals that bring in time, timers or chance; deciding code has ports for them. */
const impureGlobals = new Set([
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "process",
  "performance",
  "crypto",
]);

export function checkBans(file: SourceFile, program: Node): Violation[] {
  const found: Violation[] = [];
  const ban = (node: Node, rule: string, message: string): void => {
    found.push({ path: file.path, line: lineAt(file.text, node.start), rule, message });
  };
  walk(program, (node, ancestors) => {
    checkTypes(node, ban);
    checkThrow(file.path, node, ban);
    if (decides(file.path)) checkPurity(node, ancestors, ban);
    if (isTest(file.path)) checkSleep(node, ban);
    if (guardsSecrets(file.path)) checkCompare(node, ban);
  });
  return found;
}

type Ban = (node: Node, rule: string, message: string) => void;

function checkTypes(node: Node, ban: Ban): void {
  if (node.type === "TSAnyKeyword") ban(node, "any", "no any: use unknown and parse it");
  if (node.type === "TSEnumDeclaration") ban(node, "enum", "no enum: type stripping has none");
  if (node.type === "DebuggerStatement") ban(node, "debugger", "left over");
}

/** Plain Errors carry no code; the browser and tests may have them. */
function checkThrow(path: string, node: Node, ban: Ban): void {
  if (node.type !== "ThrowStatement" || isTest(path)) return;
  if (!/^(agent|control-plane|cli)\//.test(path) || /\/testing\//.test(path)) return;
  const argument = node.argument as Node;
  const callee = argument.type === "NewExpression" ? (argument.callee as Node) : null;
  if (callee?.name === "Error") ban(node, "plain-error", "throw a NovaError with a code");
}

function checkPurity(node: Node, ancestors: readonly Node[], ban: Ban): void {
  const parent = ancestors.at(-1);
  if (node.type === "Identifier" && typeof node.name === "string" && isReference(node, parent)) {
    if (impureGlobals.has(node.name)) ban(node, "impure", `${node.name}: ask a port`);
  }
  if (node.type === "NewExpression" && isDate(node.callee) && isEmptyList(node.arguments)) {
    ban(node, "impure", "new Date(): ask the clock port");
  }
  if (node.type === "MemberExpression") {
    const name = `${(node.object as Node).name}.${(node.property as Node).name}`;
    const banned = ["Date.now", "Math.random", "AbortSignal.timeout"];
    if (banned.includes(name)) ban(node, "impure", `${name}: ask a port`);
  }
}

const isDate = (callee: unknown): boolean => (callee as Node).name === "Date";
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Not a property name, a member's name or a declaration of the same word. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  if (parent.type === "MemberExpression") return parent.object === node;
  if (parent.type === "Property") return parent.value === node && parent.shorthand !== true;
  return /^(CallExpression|NewExpression|BinaryExpression|VariableDeclarator)$/.test(parent.type)
    ? parent.id !== node
    : false;
}

const secretName =
  /^#?(secret|password|passphrase|signature|csrf|\w*(Secret|Password|PasswordHash|passwordHash|Signature))$/;

/** How long an ordinary comparison takes tells how much of a guess was right. */
function checkCompare(node: Node, ban: Ban): void {
  if (node.type !== "BinaryExpression" || !/^[!=]==?$/.test(String(node.operator))) return;
  const sides = [node.left as Node, node.right as Node];
  if (sides.some(isPlain) || !sides.some((side) => secretName.test(lastName(side)))) return;
  ban(node, "compare", "compare secrets in constant time: Secrets.same, timingSafeEqual");
}

/** Null, a literal, or the type of something: no secret is compared with another. */
function isPlain(node: Node): boolean {
  return node.type === "Literal" || node.type === "UnaryExpression" || node.name === "undefined";
}

function lastName(node: Node): string {
  const named = node.type === "MemberExpression" ? (node.property as Node) : node;
  return typeof named.name === "string" ? named.name : "";
}

/** `await sleep(100)` hides a race; a test waits on a condition. */
function checkSleep(node: Node, ban: Ban): void {
  if (node.type !== "AwaitExpression") return;
  const call = node.argument as Node;
  if (call.type !== "CallExpression") return;
  const name = (call.callee as Node).name;
  if (name === "sleep" || name === "delay") ban(node, "sleep", "wait on a condition, not on time");
}

/** Words that must not be committed: left-overs, and anything of the machine it was made on. */
const textBans: readonly [RegExp, string][] = [
  [/\b(TODO|FIXME|XXX)\b/, "left-over note; say it in an issue or do it"],
  [/\b(describe|it|test)\.only\(/, "focused test"],
  [/https?:\/\/(registry\.npmjs|repo1?\.maven|deb\.debian|pypi\.)/, "name of a registry's host"],
  [/(^|["'\s(=])\/(work|home|root)\/[a-z]/m, "path of a machine"],
];

export function checkText(file: SourceFile): Violation[] {
  if (file.path.startsWith("tools/tidy/")) return [];
  const found: Violation[] = [];
  for (const [pattern, message] of textBans) {
    const match = pattern.exec(file.text);
    if (match === null) continue;
    found.push({ path: file.path, line: lineAt(file.text, match.index), rule: "text", message });
  }
  return found;
}
