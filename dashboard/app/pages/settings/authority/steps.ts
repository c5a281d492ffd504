import type { AuthorityView } from "@novacron/protocol/http/authority";

export type StepName = "begin" | "learn" | "switch" | "renew" | "withdraw";
export type Act = "begin" | "abandon" | "switch" | "withdraw";

export interface Step {
  readonly name: StepName;
  readonly state: "done" | "now" | "later";
  /** Hosts that it waits for; null where it waits for none. */
  readonly behind: AuthorityView["unaware"] | null;
  /** What can be pressed while it is this step's turn. */
  readonly acts: readonly Act[];
}

const names = ["begin", "learn", "switch", "renew", "withdraw"] as const;

/** The steps of a change of the authority. A step that hosts take and the one that a person takes after it are there together. */
export function stepsOf({ authorities, unaware, notRenewed }: AuthorityView): readonly Step[] {
  const has = (state: "next" | "old") => authorities.some((one) => one.state === state);
  const now = has("old")
    ? at("renew", notRenewed.length)
    : has("next")
      ? at("learn", unaware.length)
      : 0;
  const behind = { learn: unaware, switch: unaware, renew: notRenewed, withdraw: notRenewed };
  return names.map((name, index) => ({
    name,
    state: index < now ? "done" : index === now ? "now" : "later",
    behind: name === "begin" ? null : behind[name],
    acts: actsOf(name),
  }));
}

/** With nobody behind it is the next step's turn. */
function at(name: "learn" | "renew", behind: number): number {
  return names.indexOf(name) + (behind === 0 ? 1 : 0);
}

function actsOf(name: StepName): readonly Act[] {
  switch (name) {
    case "begin":
      return ["begin"];
    case "learn":
    case "switch":
      return ["switch", "abandon"];
    case "renew":
    case "withdraw":
      return ["withdraw"];
  }
}
