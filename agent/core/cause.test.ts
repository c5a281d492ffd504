import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { expect, it } from "vitest";
import { Holders, lateEventMs } from "./cause.ts";

const web = "6695eb01-f6a4-8304-79aa-97f2502e193f" as MachineId;
const operation = "7695eb01-f6a4-8304-79aa-97f2502e193f" as OperationId;

it("puts an event down to the act that brings such about, also a little late", () => {
  const holders = new Holders();
  holders.begin(web, "c1", { kind: "machine.force-off", operation });
  holders.end(web, "c1", 1_000);
  expect(holders.attribute(web, "stopped/destroyed", 1_000 + lateEventMs)).toEqual({
    cause: "operation",
    operation,
  });
});

it("puts a second stop down to somebody else, however soon it comes", () => {
  const holders = new Holders();
  holders.begin(web, "c1", { kind: "machine.force-off", operation });
  expect(holders.attribute(web, "stopped/destroyed", 0).cause).toBe("operation");
  holders.end(web, "c1", 10);
  expect(holders.attribute(web, "stopped/destroyed", 20)).toEqual({
    cause: "external",
    operation: null,
  });
});

it("lets one act change a definition in several steps", () => {
  const holders = new Holders();
  holders.begin(web, "c1", { kind: "machine.autostart", operation });
  expect(holders.attribute(web, "defined/metadata", 0).cause).toBe("operation");
  expect(holders.attribute(web, "defined/metadata", 1).cause).toBe("operation");
});

it.each([
  ["stopped/shutdown", "guest"],
  ["stopped/failed", "unknown"],
  ["suspended/ioerror", "unknown"],
  ["found/changed", "unknown"],
  ["stopped/destroyed", "external"],
  ["resumed/unpaused", "external"],
] as const)("%s without an act of ours is %s", (event, cause) => {
  expect(new Holders().attribute(web, event, 0)).toEqual({ cause, operation: null });
});
