import { parseAst } from "rolldown/parseAst";

/** An ESTree node, as far as tidy looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export function parse(path: string, text: string): Node {
  return parseAst(text, { lang: path.endsWith(".tsx") ? "tsx" : "ts" }) as unknown as Node;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** Calls `visit` for every node with its ancestors, nearest last. */
export function walk(node: Node, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const ancestors: Node[] = [];
  const step = (current: Node): void => {
    visit(current, ancestors);
    ancestors.push(current);
    for (const value of Object.values(current)) {
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) step(item);
      } else if (isNode(value)) step(value);
    }
    ancestors.pop();
  };
  step(node);
}

export interface ImportAt {
  readonly from: string;
  readonly start: number;
}

/** Static, dynamic, re-exporting and type-only imports alike. */
export function importsOf(program: Node): readonly ImportAt[] {
  const found: ImportAt[] = [];
  walk(program, (node) => {
    const source = node.source ?? (node.type === "TSImportType" ? node.argument : undefined);
    const importing = /^(Import|Export\w+)Declaration$|^ImportExpression$|^TSImportType$/;
    if (!importing.test(node.type) || !isNode(source)) return;
    const value = (source as { value?: unknown }).value;
    if (typeof value === "string") found.push({ from: value, start: node.start });
  });
  return found;
}
