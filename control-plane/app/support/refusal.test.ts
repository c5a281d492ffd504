import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, it } from "vitest";
import { refusalText } from "./refusal.ts";

it("says every reason of a refusal, else what was attempted and why not", () => {
  const details = { reasons: ["h2 has too little memory", "web-1 runs a job"] };
  expect(refusalText(new NovaError("ACTION_NOT_POSSIBLE", "move web-1", { details }))).toBe(
    "h2 has too little memory. web-1 runs a job",
  );
  expect(refusalText(new NovaError("FORBIDDEN", "move web-1"))).toBe(
    "move web-1: This login may not do this",
  );
  expect(refusalText("nonsense")).toBe("It could not be asked for");
});
