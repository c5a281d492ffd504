import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuthorityView } from "@novacron/protocol/http/authority";
import type { MockFleet } from "./fleet.ts";
import type { Handlers, Input } from "./handlers.ts";

type Names =
  | "authority"
  | "beginAuthority"
  | "abandonAuthority"
  | "switchAuthority"
  | "withdrawAuthority";
type Authority = AuthorityView["authorities"][number];

interface Change {
  authorities: readonly Authority[];
  /** When the hosts were told last: each follows a moment after the one before it. */
  toldAt: number;
}

const yearMs = 365 * 86_400_000;
const hostMs = 1_200;
const kept = new WeakMap<MockFleet, Change>();

function changeOf(fleet: MockFleet): Change {
  const known = kept.get(fleet);
  if (known !== undefined) return known;
  const made: Change = { authorities: [authority("signing", 1, fleet.startedAt)], toldAt: 0 };
  kept.set(fleet, made);
  return made;
}

function authority(state: Authority["state"], number: number, madeAt: number): Authority {
  return {
    hash: `mock${number}`.padEnd(43, "-"),
    subject: "CN=NovaCron fleet",
    notBefore: madeAt - (state === "next" ? 0 : 214 * 86_400_000),
    notAfter: madeAt + 10 * yearMs,
    state,
    certificate: "mock",
  };
}

function viewOf(fleet: MockFleet): AuthorityView {
  const { authorities, toldAt } = changeOf(fleet);
  const ready = Math.floor((Date.now() - toldAt) / hostMs);
  const behind = [...fleet.hosts.values()]
    .slice(ready)
    .map(({ inventory: { id, name } }) => ({ id, name }));
  const has = (state: Authority["state"]) => authorities.some((one) => one.state === state);
  return {
    authorities: [...authorities],
    unaware: has("next") ? behind : [],
    notRenewed: has("old") ? behind : [],
  };
}

function change(fleet: MockFleet, authorities: readonly Authority[]): AuthorityView {
  kept.set(fleet, { authorities, toldAt: Date.now() });
  return viewOf(fleet);
}

function stateOf(fleet: MockFleet, state: Authority["state"], attempted: string): Authority {
  const found = changeOf(fleet).authorities.find((one) => one.state === state);
  if (found === undefined) throw new NovaError("CONFLICT", attempted);
  return found;
}

/** A change of the authority whose hosts follow one after another. */
export const authorityHandlers: Pick<Handlers, Names> = {
  authority: viewOf,
  beginAuthority: (fleet) => {
    const signing = stateOf(fleet, "signing", "begin to replace the certificate authority");
    return change(fleet, [signing, authority("next", 2, Date.now())]);
  },
  abandonAuthority: (fleet) =>
    change(fleet, [stateOf(fleet, "signing", "take back the next certificate authority")]),
  switchAuthority: (fleet, { body }: Input<"switchAuthority">) => {
    const attempted = "let the next certificate authority sign";
    if (!body.force && viewOf(fleet).unaware.length > 0) throw new NovaError("CONFLICT", attempted);
    const old = stateOf(fleet, "signing", attempted);
    const next = stateOf(fleet, "next", attempted);
    return change(fleet, [
      { ...old, state: "old" },
      { ...next, state: "signing" },
    ]);
  },
  withdrawAuthority: (fleet, { body }: Input<"withdrawAuthority">) => {
    const attempted = "withdraw the old certificate authority";
    stateOf(fleet, "old", attempted);
    if (!body.force && viewOf(fleet).notRenewed.length > 0) {
      throw new NovaError("CONFLICT", attempted);
    }
    return change(fleet, [stateOf(fleet, "signing", attempted)]);
  },
};
