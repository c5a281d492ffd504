import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import { expect, test } from "vitest";
import { withDeath } from "./told-moves.ts";

test("a move that failed since its gate died says how it died, beside what libvirt says", () => {
  const cause = new Error("client socket is closed");
  const failed = new NovaError("MIGRATION_FAILED", "move machine m", { cause, next: "Look" });
  const told = toProblem(withDeath(failed, "SIGKILL ended it"), "move");
  expect(told).toMatchObject({
    code: "MIGRATION_FAILED",
    attempted: "move machine m",
    next: "Look",
  });
  expect(told.message).toMatch(
    /\(client socket is closed; the process of its gate died: SIGKILL ended it\)$/,
  );
  expect(withDeath(failed, null)).toBe(failed);
});
