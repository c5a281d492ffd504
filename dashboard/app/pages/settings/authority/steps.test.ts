import type { AuthorityView } from "@novacron/protocol/http/authority";
import { describe, expect, it } from "vitest";
import { stepsOf } from "./steps.ts";

type State = AuthorityView["authorities"][number]["state"];
const behind = [{ id: "h1", name: "h1" }] as unknown as AuthorityView["unaware"];

function nowOf(states: readonly State[], rest: Partial<AuthorityView> = {}) {
  const authorities = states.map((state) => ({ state })) as AuthorityView["authorities"];
  const steps = stepsOf({ authorities, unaware: [], notRenewed: [], ...rest });
  const now = steps.filter((step) => step.state === "now");
  expect(now).toHaveLength(1);
  return [now[0]?.name, now[0]?.acts, now[0]?.behind?.length ?? null];
}

describe("the steps of a change of the authority", () => {
  it("begin with making the next one", () => {
    expect(nowOf(["signing"])).toEqual(["begin", ["begin"], null]);
  });

  it("wait for the hosts that do not trust the next one yet, then for a person", () => {
    const both = ["signing", "next"] as const;
    expect(nowOf(both, { unaware: behind })).toEqual(["learn", ["switch", "abandon"], 1]);
    expect(nowOf(both)).toEqual(["switch", ["switch", "abandon"], 0]);
  });

  it("wait for renewed certificates before the old one is withdrawn", () => {
    const both = ["old", "signing"] as const;
    expect(nowOf(both, { notRenewed: behind })).toEqual(["renew", ["withdraw"], 1]);
    expect(nowOf(both)).toEqual(["withdraw", ["withdraw"], 0]);
  });
});
