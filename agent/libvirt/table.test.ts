import { describe, expect, it } from "vitest";
import { allEvents, allProcedures } from "./generated/procedures.ts";
import { parseTable } from "./table/notation.ts";
import { libvirtTable } from "./table.ts";

describe("the table", () => {
  /** From libvirt's published protocol; a number, once released, never changes. */
  it.each([
    ["connectOpen", 1],
    ["connectClose", 2],
    ["connectGetVersion", 4],
    ["domainCreateXml", 10],
    ["domainGetInfo", 16],
    ["connectGetHostname", 59],
    ["connectSupportsFeature", 60],
    ["authList", 66],
    ["authPolkit", 70],
    ["connectGetUri", 110],
    ["connectGetLibVersion", 157],
    ["domainCreateWithFlags", 196],
    ["domainOpenConsole", 201],
    ["storageVolUpload", 208],
    ["storageVolDownload", 209],
    ["connectListAllDomains", 273],
    ["domainMigrateBegin3Params", 302],
    ["domainMigratePrepare3Params", 303],
    ["domainMigratePerform3Params", 305],
    ["domainMigrateFinish3Params", 306],
    ["domainMigrateConfirm3Params", 307],
    ["connectDomainEventCallbackRegisterAny", 316],
    ["domainEventCallbackLifecycle", 318],
    ["connectGetAllDomainStats", 344],
    ["domainDefineXmlFlags", 350],
    ["domainMigrateStartPostCopy", 364],
  ])("knows %s as %i", (name, number) => {
    const all = [...allProcedures, ...allEvents];
    const found = all.filter((one) => one.name === name && one.program === 0x20008086);
    expect(found.map((one) => one.number)).toEqual([number]);
  });

  it("holds every number of the remote program from 1 to 453, none twice", () => {
    const numbers = libvirtTable()
      .flatMap((group) => group.procedures)
      .filter((line) => line.program === "remote")
      .map((line) => line.number)
      .sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 453 }, (_, index) => index + 1));
  });
});

describe("the notation", () => {
  it("reads what it says it reads", () => {
    const text = `
      struct Pair(left: int, right: string?)
      7 doThing(pairs: Pair<16>, id: opaque[16], blob:
          opaque<9>) -> (ok: bool) stream read high`;
    const { structs, procedures } = parseTable("remote", text);
    expect(structs).toHaveLength(1);
    expect(procedures[0]).toMatchObject({ number: 7, stream: "read", highPriority: true });
    expect(procedures[0]!.args.map((field) => field.type)).toEqual([
      { kind: "list", of: { kind: "name", name: "Pair" }, max: 16 },
      { kind: "fixedBytes", length: 16 },
      { kind: "bytes", max: 9 },
    ]);
  });

  it.each(["7 doThing", "7 doThing(a int)", "7 doThing(a: int) -> b: int", "doThing(a: int)"])(
    "refuses %s",
    (line) => {
      expect(() => parseTable("remote", line)).toThrow(/libvirt table/);
    },
  );
});
