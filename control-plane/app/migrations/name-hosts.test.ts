import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import { expect, it } from "vitest";
import { expectWhole } from "./testing/expect-whole.ts";
import { done, machine, Saga, source, target } from "./testing/saga.ts";

it("the host that stands in the way is named as people know it", () => {
  const saga = new Saga();
  const { source, target } = saga.move.row;
  const text = `Host ${target} does not let host ${source} in: it closed`;
  const finding = { code: "refused", text, remedy: `Look at host ${target}` };
  saga.instead.set("reach", [
    () => done({ kind: "migration.reach", findings: [finding], address: null, roundTripMs: null }),
  ]);
  saga.run();
  expect(saga.operation.migration?.findings).toEqual([
    {
      code: "refused",
      text: "Host h2 does not let host h1 in: it closed",
      remedy: "Look at host h2",
    },
  ]);
  expect(saga.operation.problem?.next).toBe("Look at host h2");
  expectWhole(saga);
});

it("what its own agent calls this host, and here, is named too", () => {
  const saga = new Saga();
  const finding = {
    code: "path-missing",
    text: "This host's kernel here has no /srv/a",
    remedy: "Put it here: no machine of this host has it",
  };
  saga.instead.set("check", [
    () => done({ kind: "migration.check", findings: [finding], port: null }),
  ]);
  saga.run();
  expect(saga.operation.migration?.findings).toEqual([
    {
      code: "path-missing",
      text: "h2's kernel on h2 has no /srv/a",
      remedy: "Put it on h2: no machine of h2 has it",
    },
  ]);
});

it("an end in an agent's own words names machine and hosts", () => {
  const saga = new Saga();
  const attempted = `move machine ${machine} to host ${target}`;
  const next = `Look at host ${source}`;
  const problem = toProblem(new NovaError("MIGRATION_NOT_CONVERGED", attempted, { next }), "");
  saga.instead.set("perform", [() => ({ type: "failed", problem })]);
  saga.run();
  expect(saga.operation.problem).toMatchObject({
    attempted: "move machine web-1 to host h2",
    message: expect.stringMatching(/^move machine web-1 to host h2: /),
    next: "Look at host h1",
  });
  expectWhole(saga);
});
