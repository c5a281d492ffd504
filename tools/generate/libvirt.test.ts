import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseTable } from "@novacron/agent/libvirt/table/notation";
import { expect, it } from "vitest";
import { generateLibvirt } from "./libvirt.ts";
import { checkTable } from "./libvirt-check.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("the committed client is what the table makes, file by file", async () => {
  const files = await generateLibvirt();
  const folder = "agent/libvirt/generated";
  const present = (await readdir(`${root}${folder}`)).map((name) => `${folder}/${name}`);
  expect(present.sort()).toEqual([...files.keys()].sort());
  for (const [path, content] of files) {
    expect(await readFile(`${root}${path}`, "utf8"), path).toBe(content);
  }
});

it.each([
  ["a number twice", "1 one()\n1 two()"],
  ["a name twice", "1 one()\n2 one()"],
  ["a type nobody defines", "1 one(a: Nothing<3>)"],
  ["a shape twice", "struct A(a: int)\nstruct A(b: int)"],
])("a table with %s is refused", (_, text) => {
  expect(() => checkTable([{ name: "t", ...parseTable("remote", text) }])).toThrow(/libvirt table/);
});
