import { hostId, machineId } from "@novacron/protocol/domain/ids";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { describe, expect, it } from "vitest";
import { withoutCrowds } from "./without-crowds.ts";

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const entry = (id: number, kind: RecordEntry["kind"], host: number): RecordEntry => ({
  id,
  at: 1_000 + id,
  kind,
  machine: machineId.parse(uuid(id)),
  machineName: `web-${id}`,
  host: hostId.parse(uuid(host)),
  hostName: `h${host}`,
  operation: null,
  actor: "unknown",
  severity: "info",
  sentence: `web-${id} on h${host}`,
  data: {},
});

describe("many machines that appeared", () => {
  it("are one line for each host, and what happened between them keeps its own", () => {
    const appeared = (from: number, count: number, host: number) =>
      Array.from({ length: count }, (_, at) => entry(from + at, "machine.appeared", host));
    const entries = [...appeared(1, 5, 1), ...appeared(6, 4, 2), entry(10, "machine.changed", 2)];
    const told = withoutCrowds([...entries, ...appeared(11, 3, 2)]);
    expect(told.map(({ sentence }) => sentence)).toEqual([
      "5 machines appeared on h1",
      "4 machines appeared on h2",
      "web-10 on h2",
      "web-11 on h2",
      "web-12 on h2",
      "web-13 on h2",
    ]);
    expect(told[0]).toMatchObject({ at: 1_001, machine: null });
  });
});
