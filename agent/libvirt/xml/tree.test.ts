import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXml, writeXml, type XmlElement, type XmlNode } from "./tree.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_:.-]{0,8}$/).filter((text) => !text.endsWith(":"));
const text = fc
  .string({ unit: "grapheme", minLength: 1 })
  .map((value) => value.replace(/[\p{Cc}\p{Cs}]/gu, "?"));
const attributes = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });

const { node } = fc.letrec<{ node: XmlNode; element: XmlElement }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    text.map((value) => ({ text: value })),
    tie("element"),
  ),
  element: fc.record({ name, attributes, children: fc.array(tie("node"), { maxLength: 3 }) }),
}));
const document = fc.record({ name, attributes, children: fc.array(node, { maxLength: 4 }) });

describe("parseXml and writeXml", () => {
  it("give back any document, order, white space and entities included", () => {
    fc.assert(
      fc.property(document, (root) => {
        const once = writeXml(root);
        expect(writeXml(parseXml(once))).toBe(once);
      }),
    );
  });

  it("keep comments, CDATA's text and the space between elements", () => {
    const text = "<a>\n  <!-- why -->\n  <b x='1'/>\n  <c><![CDATA[<&]]></c>\n</a>";
    const back = writeXml(parseXml(text));
    expect(back).toBe('<a>\n  <!-- why -->\n  <b x="1"/>\n  <c>&lt;&amp;</c>\n</a>');
  });

  it("read the five entities and characters by number, with the declaration before them", () => {
    const root = parseXml('<?xml version="1.0"?><a b="&lt;&#65;&#x1F600;">&amp;&gt;</a>');
    expect(root.attributes).toEqual({ b: "<A😀" });
    expect(root.children).toEqual([{ text: "&>" }]);
  });

  it.each([
    ["a document type", "<!DOCTYPE a><a/>"],
    ["an entity bomb", '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'],
    ["a lower-case document type", "<!doctype a><a/>"],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["a lone ampersand", "<a>a & b</a>"],
    ["an entity in an attribute", '<a b="&evil;"/>'],
    ["a character XML does not have", "<a>&#0;</a>"],
    ["half a surrogate", "<a>&#xD800;</a>"],
    ["an open element", "<a><b></a>"],
    ["no element", "just text"],
    ["two roots", "<a/><b/>"],
    ["nothing", ""],
    ["too many levels", "<a>".repeat(101) + "</a>".repeat(101)],
    ["too many bytes", `<a>${"x".repeat(4 * 1024 * 1024)}</a>`],
  ])("refuse %s", (_, bad) => {
    expect(() => parseXml(bad)).toThrow(expect.objectContaining({ code: "XML_REFUSED" }));
  });

  it("make of any text a tree or a refusal", () => {
    const soup = fc.array(
      fc.constantFrom(
        "<",
        ">",
        "/",
        "a",
        "b",
        " ",
        '"',
        "=",
        "&",
        ";",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "__proto__",
        "#text",
        ":@",
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        try {
          expect(parseXml(parts.join("")).name).toBeTypeOf("string");
        } catch (error) {
          expect(error).toMatchObject({ code: "XML_REFUSED" });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
