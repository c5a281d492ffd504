import { type RouteName, routes } from "@novacron/protocol/http/routes";
import { expect, it } from "vitest";
import recorded from "./answers.json" with { type: "json" };
import { previousRelease } from "./previous-tree.ts";

it("holds answers of the previous release, recorded by record-answers.ts", () => {
  expect(recorded.release).toBe(previousRelease);
});

// A CLI may be a release newer than its control plane: what was added since has a default for its reader.
it.each(Object.entries(recorded.answers))("an older %s is read", (name, answer) => {
  const read = routes[name as RouteName].answer.safeParse(answer);
  expect(read.error?.issues ?? []).toEqual([]);
});
