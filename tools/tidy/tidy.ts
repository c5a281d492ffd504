import { checkArrows } from "./arrows.ts";
import { checkBans, checkText } from "./bans.ts";
import { checkFileSize, checkFunctionSizes, limits, medianLength } from "./sizes.ts";
import { type Node, parse } from "./syntax.ts";
import {
  listPaths,
  listTrackedIgnored,
  readSources,
  type SourceFile,
  type Violation,
} from "./tree.ts";

const isSource = (path: string): boolean => /\.(ts|tsx)$/.test(path) && !/\/generated\//.test(path);
const isText = (path: string): boolean =>
  /\.(ts|tsx|mjs|js|md|json|yaml|yml|sh|css|html|conf|service)$/.test(path) &&
  !/(pnpm-lock\.yaml|package-lock\.json)$/.test(path);

/** All rules over the whole tree: arrows, sizes, bans, names. */
export function tidy(root: string): readonly Violation[] {
  const paths = listPaths(root);
  const sources = readSources(root, paths.filter(isSource));
  const found = sources.flatMap(checkSource);
  for (const file of readSources(root, paths.filter(isText))) found.push(...checkText(file));
  for (const path of paths) found.push(...checkName(path));
  for (const path of listTrackedIgnored(root)) {
    found.push({ path, line: 1, rule: "ignored", message: "tracked, and listed in .gitignore" });
  }
  const median = medianLength(sources);
  if (median > limits.medianLines) {
    const message = `median file of ${median} lines; at most ${limits.medianLines}`;
    found.push({ path: ".", line: 1, rule: "median", message });
  }
  return found;
}

function checkSource(file: SourceFile): Violation[] {
  const sized = checkFileSize(file);
  let program: Node;
  try {
    program = parse(file.path, file.text);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return [...sized, { path: file.path, line: 1, rule: "syntax", message }];
  }
  return [
    ...sized,
    ...checkFunctionSizes(file, program),
    ...checkArrows(file, program),
    ...checkBans(file, program),
  ];
}

/** kebab-case, but for React components and the files whose names others prescribe. */
function checkName(path: string): Violation[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!/\.tsx?$/.test(name)) return [];
  const component = name.endsWith(".tsx") && /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/.test(name);
  if (component || /^[a-z0-9]+([.-][a-z0-9]+)*\.tsx?$/.test(name)) return [];
  return [{ path, line: 1, rule: "name", message: "file names are kebab-case" }];
}
