import { NovaError } from "@novacron/protocol/errors/nova-error";
import { XMLParser, XMLValidator } from "fast-xml-parser";

/** XML as it stands, with order, comments and white space, so that what is not known survives. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | { readonly text: string } | { readonly comment: string };

/** libvirt itself sends no string over 4 MiB. */
export const XML_MAX_BYTES = 4 * 1024 * 1024;
export const XML_MAX_DEPTH = 100;

/**
 * The root element of a document. Throws XML_REFUSED for what is malformed, too large, too deep, or
 * holds a document type or an entity other than XML's own five and characters by number.
 */
export function parseXml(text: string): XmlElement {
  if (Buffer.byteLength(text) > XML_MAX_BYTES) throw refused(`over ${XML_MAX_BYTES} bytes`);
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw refused("a document type is not accepted");
  assertDepth(text);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw refused(`line ${verdict.err.line}: ${verdict.err.msg}`);
  const nodes = rawNodes(text).map(fromRaw).filter(isElement);
  if (nodes.length !== 1) throw refused(`one root element wanted, ${nodes.length} found`);
  return nodes[0]!;
}

/** The element as text; what `parseXml` gave comes back as it was, but for quotes and entities. */
export function writeXml(node: XmlNode): string {
  if ("text" in node) return escapeText(node.text);
  if ("comment" in node) return `<!--${node.comment}-->`;
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join("");
  if (node.children.length === 0) return `<${node.name}${attributes}/>`;
  return `<${node.name}${attributes}>${node.children.map(writeXml).join("")}</${node.name}>`;
}

type AttributeValue = string | number | null | undefined;

/** An element; attributes and children that are null or undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  ...children: readonly (XmlNode | string | null | undefined | false)[]
): XmlElement {
  const given = Object.entries(attributes).filter(([, value]) => value != null);
  return {
    name,
    attributes: Object.fromEntries(given.map(([key, value]) => [key, String(value)])),
    children: children
      .filter((child) => child !== null && child !== undefined && child !== false)
      .map((child) => (typeof child === "string" ? { text: child } : child)),
  };
}

export function isElement(node: XmlNode): node is XmlElement {
  return "name" in node;
}

export function childrenOf(parent: XmlElement | null, name: string): XmlElement[] {
  return (parent?.children ?? []).filter(isElement).filter((child) => child.name === name);
}

/** The element down a path such as `os/type`, the first where there are several, or null. */
export function find(parent: XmlElement | null, path: string): XmlElement | null {
  let at = parent;
  for (const name of path.split("/")) at = childrenOf(at, name)[0] ?? null;
  return at;
}

export function attribute(parent: XmlElement | null, name: string): string | null {
  return parent && Object.hasOwn(parent.attributes, name) ? parent.attributes[name]! : null;
}

/** The text within, trimmed; null where the element is absent or has none. */
export function textOf(parent: XmlElement | null): string | null {
  const text = (parent?.children ?? []).map((node) => ("text" in node ? node.text : "")).join("");
  return text.trim() === "" ? null : text.trim();
}

export function refused(why: string): NovaError {
  return new NovaError("XML_REFUSED", "read XML", { details: { why } });
}

interface RawNode {
  readonly [name: string]: RawNode[] | string | Record<string, string>;
}

const ATTRIBUTES = ":@";
const TEXT = "#text";
const CDATA = "#cdata";
const COMMENT = "#comment";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: CDATA,
  commentPropName: COMMENT,
});

/** The validator lets some unfinished tags pass, at which the parser throws an error of its own. */
function rawNodes(text: string): RawNode[] {
  try {
    return parser.parse(text) as RawNode[];
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
}

function fromRaw(raw: RawNode): XmlNode {
  const name = Object.keys(raw).find((key) => key !== ATTRIBUTES);
  if (name === undefined) throw refused("an empty node");
  const value = raw[name];
  if (name === TEXT) return { text: unescapeXml(String(value)) };
  const children = value as RawNode[];
  if (name === CDATA) return { text: String(children[0]?.[TEXT] ?? "") };
  if (name === COMMENT) return { comment: String(children[0]?.[TEXT] ?? "") };
  const attributes = Object.entries((raw[ATTRIBUTES] ?? {}) as Record<string, string>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, text]) => [key, unescapeXml(text)])),
    children: children.map(fromRaw),
  };
}

/** Counts tags before anything walks them one within another. */
function assertDepth(text: string): void {
  let depth = 0;
  for (const match of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>/g)) {
    const tag = match[0];
    if (tag.startsWith("<!") || tag.startsWith("<?") || tag.endsWith("/>")) continue;
    depth += tag.startsWith("</") ? -1 : 1;
    if (depth > XML_MAX_DEPTH) throw refused(`over ${XML_MAX_DEPTH} elements deep`);
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replace(/&([^;&\s]{0,12});?/g, (whole, name: string) => {
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : characterOf(name);
    if (known === undefined || !whole.endsWith(";")) throw refused(`the entity ${whole}`);
    return known;
  });
}

function characterOf(name: string): string | undefined {
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (!match) return undefined;
  const code = match[1] ? Number.parseInt(match[1], 16) : Number(match[2]);
  const isCharacter = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
  return isCharacter && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them.
  if (/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text))
    throw refused("a control character cannot be written");
  return text.replace(/[&<>\r]/g, (char) => ESCAPES[char]!);
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/["\n\t]/g, (char) => ESCAPES[char]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
};
