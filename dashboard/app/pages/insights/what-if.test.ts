import { hostId } from "@novacron/protocol/domain/ids";
import { expect, it } from "vitest";
import { whatIfOf } from "./what-if.ts";

const a = hostId.parse("3f0e7a52-58f2-4a8e-9d0b-2b0f7b7f6f1a");
const b = hostId.parse("3f0e7a52-58f2-4a8e-9d0b-2b0f7b7f6f1b");
const hosts = [{ id: a }, { id: b }];

it("reads the question from the address, and asks a usual one where it says nothing", () => {
  expect(whatIfOf({}, hosts)).toEqual({ kind: "host-lost", host: a });
  expect(whatIfOf({ if: "host-added", host: b }, hosts)).toEqual({ kind: "host-added", like: b });
  expect(whatIfOf({ host: "gone" }, hosts)).toEqual({ kind: "host-lost", host: a });
  expect(whatIfOf({}, [])).toBeNull();
  expect(whatIfOf({ if: "machines-added", count: "40", vcpus: "-1", memory: "8" }, [])).toEqual({
    kind: "machines-added",
    count: 40,
    vcpus: 2,
    memoryBytes: 8 * 1024 ** 3,
  });
});
