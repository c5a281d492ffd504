import type { HostId } from "@novacron/protocol/domain/ids";
import { expect, test } from "vitest";
import { refusedBy } from "../gate/ticket-server.ts";
import { whyNotReached } from "./why-not-reached.ts";

const source = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01" as HostId;
const target = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a02" as HostId;
const away = { address: "10.0.0.2", error: new Error("connect ECONNREFUSED") };

test("a target that does not answer: nobody refused, and the way is to be opened", () => {
  const { code, text, remedy } = whyNotReached(source, target, [away]);
  expect(code).toBe("unreachable");
  expect(text).toBe(`Host ${source} does not reach host ${target}: 10.0.0.2: connect ECONNREFUSED`);
  expect(remedy).toContain(`from host ${source} to host ${target}`);
});

test("a target that answers and refuses is named, and the source is not blamed", () => {
  const error = refusedBy(target, "it closed");
  const { code, text, remedy } = whyNotReached(source, target, [
    away,
    { address: "10.1.0.2", error },
  ]);
  expect(code).toBe("refused");
  expect(text).toBe(
    `Host ${target} does not let host ${source} in: 10.0.0.2: connect ECONNREFUSED; 10.1.0.2: it closed`,
  );
  expect(remedy).toContain(`Look at host ${target}`);
});

test("a certificate that does not hold by a clock is told before all else", () => {
  const error = Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" });
  const found = whyNotReached(source, target, [away, { address: "10.1.0.2", error }]);
  expect(found.code).toBe("clock");
  expect(found.text).toContain(`the certificate of host ${target} has ended`);
});
