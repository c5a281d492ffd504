import { holderOf } from "@novacron/protocol/domain/may";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { describe, expect, it } from "vitest";
import { rowFacts } from "./facts.ts";
import { type Findable, find, describe as textOf } from "./find.ts";

const machine = (name: string, over: Partial<MachineRow> = {}): MachineRow =>
  ({
    id: `id-${name}`,
    name,
    state: "running",
    hostName: "h1",
    hostState: "online",
    addresses: [],
    tags: [],
    conflict: false,
    demo: false,
    autostart: "off",
    ...over,
  }) as unknown as MachineRow;

const among: Findable = {
  pages: [{ to: "/", text: "Fleet" }],
  machines: [
    machine("web-10"),
    machine("web-9", { state: "shutoff" }),
    machine("db", { tags: ["web"], addresses: ["10.0.0.7"] }),
  ],
  hosts: [{ id: "h", name: "webhost", inventory: { nics: [] } } as unknown as HostView],
  facts: (row) => rowFacts(row, { host: undefined, held: null, who: holderOf("operator") }),
};
const texts = (typed: string) => find(typed, among).map(textOf);

describe("the palette", () => {
  it("finds by name, tag and address, the best first, in natural order", () => {
    expect(texts("web")).toEqual([
      "db",
      "web-9",
      "web-10",
      "webhost",
      "Show machines that match “web”",
    ]);
    expect(texts("10.0.0.7")[0]).toBe("db");
    expect(texts("web-10")[0]).toBe("web-10");
  });

  it("offers an action only where it is possible, verb first or last", () => {
    expect(texts("start web")).toEqual(["Start web-9"]);
    expect(texts("web-10 reboot")).toEqual(["Reboot web-10"]);
    expect(texts("kill web-9")[0]).not.toBe("Force off web-9");
  });

  it("offers to move a machine and to empty a host", () => {
    expect(texts("move web-10")).toEqual(["Move web-10"]);
    expect(texts("drain webhost")).toEqual(["Maintenance of webhost"]);
  });

  it("lists the pages before anything is typed", () => {
    expect(texts(" ")).toEqual(["Fleet"]);
  });
});
