import { randomUUID } from "node:crypto";
import { enrolmentTokenText } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RouteName } from "@novacron/protocol/http/routes";
import type { EnrolmentTokenView, HostIdentity } from "@novacron/protocol/http/trust";
import type { MockFleet } from "./fleet.ts";
import type { Input } from "./handlers.ts";

const hash = "mock".padEnd(43, "-");
const dayMs = 86_400_000;

interface Trust {
  tokens: EnrolmentTokenView[];
  /** Hosts whose identity was revoked here. */
  readonly revoked: Map<string, number>;
}

const trusts = new WeakMap<MockFleet, Trust>();

function trustOf(fleet: MockFleet): Trust {
  const known = trusts.get(fleet);
  if (known !== undefined) return known;
  const made = { tokens: [], revoked: new Map() };
  trusts.set(fleet, made);
  return made;
}

/** Of each mock host one identity; agents do not speak to the mock. */
export const trustHandlers = {
  trust: () => ({ ca: "mock", caHash: hash, tls: true, now: Date.now() }),
  listEnrolmentTokens: (fleet: MockFleet) => ({ items: trustOf(fleet).tokens }),
  createEnrolmentToken: (fleet: MockFleet, { body }: Input<"createEnrolmentToken">) => {
    const now = Date.now();
    const token: EnrolmentTokenView = {
      id: randomUUID(),
      label: body.label,
      host: body.host,
      state: "open",
      createdAt: now,
      createdBy: "mock",
      expiresAt: now + body.expiresInMinutes * 60_000,
      usedAt: null,
      usedBy: null,
    };
    trustOf(fleet).tokens.unshift(token);
    const secret = "s".repeat(43);
    return { ...token, token: enrolmentTokenText({ id: token.id, secret, caHash: hash }) };
  },
  revokeEnrolmentToken: (fleet: MockFleet, { params }: Input<"revokeEnrolmentToken">) => {
    const trust = trustOf(fleet);
    const known = trust.tokens.find((one) => one.id === params.token);
    if (known === undefined) throw new NovaError("NOT_FOUND", "revoke an enrolment token");
    const ended = { ...known, state: "revoked" as const };
    trust.tokens = trust.tokens.map((one) => (one === known ? ended : one));
    return null;
  },
  enrol: (): never => refuse("join the fleet"),
  renew: (): never => refuse("renew a certificate"),
  listIdentities: (fleet: MockFleet) => ({ items: identities(fleet) }),
  revokeIdentity: (fleet: MockFleet, { params }: Input<"revokeIdentity">) => {
    trustOf(fleet).revoked.set(params.host, Date.now());
    return null;
  },
  revocations: () => ({ lists: "crl", hosts: [], now: Date.now(), until: Date.now() + dayMs }),
  approveIdentity: (): never => refuse("approve a key"),
} satisfies Partial<Record<RouteName, unknown>>;

function identities(fleet: MockFleet): HostIdentity[] {
  const { revoked } = trustOf(fleet);
  return [...fleet.hosts.values()].map(({ inventory }) => {
    const at = revoked.get(inventory.id) ?? null;
    return {
      host: inventory.id,
      name: inventory.name,
      state: at === null ? "valid" : "revoked",
      keyHash: hash,
      serial: "40",
      enrolledAt: Date.now() - dayMs,
      notAfter: Date.now() + 6 * dayMs,
      qemuNotAfter: null,
      revoked: at === null ? null : { at, by: "mock" },
      cloned: null,
      waiting: null,
    };
  });
}

function refuse(attempted: string): never {
  throw new NovaError("ENROLMENT_REFUSED", attempted);
}
