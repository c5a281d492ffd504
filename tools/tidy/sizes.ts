import { type Node, walk } from "./syntax.ts";
import { lineAt, type SourceFile, type Violation } from "./tree.ts";

export const limits = { fileLines: 500, functionLines: 70, columns: 100, medianLines: 100 };

/** A data table may be longer: say so in the file, with the reason. */
const exception = /^\/\/ tidy: long table: .{10,}$/m;

export function checkFileSize(file: SourceFile): Violation[] {
  const lines = file.text.split("\n").length - 1;
  if (lines <= limits.fileLines || exception.test(file.text)) return [];
  const message = `${lines} lines; at most ${limits.fileLines}`;
  return [{ path: file.path, line: 1, rule: "file-length", message }];
}

const functionTypes = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
]);

const isSuite = /\.test\.tsx?$|\.contract\.ts$|\/ports\/testing\//;

/** Suites of a test are lists, not functions: describe callbacks and contract suites do not count. */
export function checkFunctionSizes(file: SourceFile, program: Node): Violation[] {
  if (isSuite.test(file.path) || exception.test(file.text)) return [];
  const found: Violation[] = [];
  walk(program, (node) => {
    if (!functionTypes.has(node.type)) return;
    const first = lineAt(file.text, node.start);
    const lines = lineAt(file.text, node.end) - first + 1;
    if (lines <= limits.functionLines) return;
    const message = `function of ${lines} lines; at most ${limits.functionLines}`;
    found.push({ path: file.path, line: first, rule: "function-length", message });
  });
  return found;
}

/** Median length of the files that are neither tests nor generated. */
export function medianLength(files: readonly SourceFile[]): number {
  const lengths = files
    .filter((file) => /\.tsx?$/.test(file.path) && !/\.test\.|\/generated\//.test(file.path))
    .map((file) => file.text.split("\n").length - 1)
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}
