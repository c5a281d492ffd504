import { randomUUID } from "node:crypto";
import { userId } from "@novacron/protocol/domain/ids";
import { holderOf, mayGive } from "@novacron/protocol/domain/may";
import {
  builtInRoles,
  isBuiltInRole,
  permissionNames,
  permissions,
  roles,
} from "@novacron/protocol/domain/permissions";
import { everything } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Account } from "@novacron/protocol/http/people";
import type { BindingView, RoleView } from "@novacron/protocol/http/roles";
import type { Person, SessionView } from "@novacron/protocol/http/session";
import type { ApiToken } from "@novacron/protocol/http/tokens";
import type { MockFleet } from "./fleet.ts";
import type { Handled, Handlers } from "./handlers.ts";
import { uuidOf } from "./random.ts";

const hour = 3_600_000;

export function mockPerson(name: string, role: MockFleet["scenario"]["role"]): Person {
  const id = userId.parse(uuidOf(`user ${name}`));
  const account = { id, name, role, via: "session", token: null, source: "local" } as const;
  return { ...account, tokenExpiresAt: null, secondFactor: false, ...holderOf(role) };
}

/** Accounts, roles and sessions of one mock fleet, kept in memory. */
export class MockPeople {
  readonly accounts: Account[] = ["anna", "otto", "vera"].map((name, index) =>
    accountOf(name, roles[2 - index] ?? "viewer"),
  );
  readonly roles: RoleView[] = [];
  readonly bindings: BindingView[] = this.accounts.map(({ id, name }, index) => ({
    id: uuidOf(`binding of ${name}`),
    subject: { kind: "person", person: id },
    subjectName: name,
    role: roles[2 - index] ?? "viewer",
    scope: everything,
    createdAt: Date.now() - 24 * hour,
    createdBy: "novacron",
    fixed: false,
  }));
  readonly sessions: SessionView[] = [sessionOf(true), sessionOf(false)];

  account(id: string): Account {
    const found = this.accounts.find((one) => one.id === id || one.name === id);
    if (found === undefined) throw new NovaError("NOT_FOUND", `find the account ${id}`);
    return found;
  }

  role(name: string): RoleView | null {
    if (!isBuiltInRole(name)) return this.roles.find((one) => one.name === name) ?? null;
    return {
      name,
      title: "",
      permissions: [...builtInRoles[name]],
      secondFactor: false,
      builtIn: true,
    };
  }
}

type Names = Extract<
  Handled,
  | "loginWays"
  | "oidcLogin"
  | "oidcCallback"
  | "who"
  | "changePassword"
  | "beginSecondFactor"
  | "confirmSecondFactor"
  | "newRecoveryCodes"
  | "removeSecondFactor"
  | "listSessions"
  | "endSession"
  | "listTokens"
  | "createToken"
  | "deleteToken"
  | "listTokensOf"
  | "deleteTokenOf"
  | "listPeople"
  | "showPerson"
  | "addPerson"
  | "changePerson"
  | "resetPassword"
  | "resetSecondFactor"
  | "listSessionsOf"
  | "endSessionOf"
  | "listRoles"
  | "putRole"
  | "deleteRole"
  | "listBindings"
  | "addBinding"
  | "deleteBinding"
>;

const codes = () => ({
  recoveryCodes: Array.from(
    { length: 10 },
    (_, index) => `MOCK-CODE-MOCK-${"ABCDEFGHIJ"[index]}234`,
  ),
});

function removed<T extends { readonly id: string }>(rows: T[], id: string): null {
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) throw new NovaError("NOT_FOUND", `find ${id}`);
  rows.splice(at, 1);
  return null;
}

export const peopleHandlers: Pick<Handlers, Names> = {
  loginWays: () => ({ password: true, oidc: null }),
  oidcLogin: () => {
    throw new NovaError("NOT_FOUND", "log in by a login provider");
  },
  oidcCallback: () => {
    throw new NovaError("NOT_FOUND", "log in by a login provider");
  },
  who: (fleet, { person }) => mockPerson(person, fleet.scenario.role),
  changePassword: (_fleet, { body }) => {
    if (body.current !== "mock") throw new NovaError("BAD_CREDENTIALS", "change the password");
    return null;
  },
  beginSecondFactor: (_fleet, { body }) => {
    if (body.password !== "mock") throw new NovaError("BAD_CREDENTIALS", "set up a second factor");
    const secret = "MZXW6YTBOIMZXW6YTBOIMZXW6YTBOIMZ";
    return { secret, uri: `otpauth://totp/NovaCron:mock?secret=${secret}&issuer=NovaCron` };
  },
  confirmSecondFactor: (_fleet, { body }) => {
    if (body.code !== "123456") throw new NovaError("SECOND_FACTOR_WRONG", "confirm the app");
    return codes();
  },
  newRecoveryCodes: () => codes(),
  removeSecondFactor: () => null,
  listSessions: (fleet) => ({ items: fleet.people.sessions }),
  endSession: (fleet, { params }) =>
    params.session === "others" ? null : removed(fleet.people.sessions, params.session),
  listTokens: (fleet) => ({ items: fleet.tokens }),
  createToken: (fleet, { body, person }) => {
    const role = body.role === null ? null : fleet.people.role(body.role);
    const who = mockPerson(person, fleet.scenario.role);
    if (role !== null && mayGive(who, role.permissions, body.scope).length > 0) {
      throw new NovaError("FORBIDDEN", "make a token");
    }
    const now = Date.now();
    const { label, scope, expiresInDays: days } = body;
    const expiresAt = days === null ? null : now + days * 24 * hour;
    const made = { id: randomUUID(), label, role: body.role, scope };
    const token: ApiToken = { ...made, createdAt: now, expiresAt, lastUsedAt: null };
    fleet.tokens.push(token);
    return { ...token, secret: `ncr_mock_${randomUUID().replaceAll("-", "")}` };
  },
  deleteToken: (fleet, { params }) => removed(fleet.tokens, params.token),
  listTokensOf: () => ({ items: [] }),
  deleteTokenOf: () => null,
  listPeople: (fleet) => ({ items: fleet.people.accounts }),
  showPerson: (fleet, { params }) => fleet.people.account(params.person),
  addPerson: (fleet, { body }) => {
    const made: Account = {
      ...accountOf(body.name, null),
      fullName: body.fullName,
      mustChangePassword: body.mustChangePassword,
      groups: body.groups,
    };
    fleet.people.accounts.push(made);
    return { ...made, password: body.password === undefined ? "made-by-the-mock-api" : null };
  },
  changePerson: (fleet, { params, body }) => {
    const account = fleet.people.account(params.person);
    return Object.assign(account, body);
  },
  resetPassword: (fleet, { params, body }) => {
    Object.assign(fleet.people.account(params.person), { mustChangePassword: true });
    return { password: body.password === undefined ? "made-by-the-mock-api" : null };
  },
  resetSecondFactor: (fleet, { params }) => {
    Object.assign(fleet.people.account(params.person), { secondFactor: false });
    return null;
  },
  listSessionsOf: (fleet) => ({ items: fleet.people.sessions }),
  endSessionOf: () => null,
  listRoles: (fleet) => ({
    items: [...roles.flatMap((name) => fleet.people.role(name) ?? []), ...fleet.people.roles],
    permissions: permissionNames.map((name) => ({ name, ...permissions[name] })),
  }),
  putRole: (fleet, { params, body }) => {
    const role: RoleView = { name: params.role, ...body, builtIn: false };
    const others = fleet.people.roles.filter((one) => one.name !== params.role);
    fleet.people.roles.splice(0, fleet.people.roles.length, ...others, role);
    return role;
  },
  deleteRole: (fleet, { params }) => {
    const at = fleet.people.roles.findIndex((one) => one.name === params.role);
    const isUsed = fleet.people.bindings.some((one) => one.role === params.role);
    if (isUsed) throw new NovaError("CONFLICT", `delete the role ${params.role}`);
    if (at < 0) throw new NovaError("NOT_FOUND", `delete the role ${params.role}`);
    fleet.people.roles.splice(at, 1);
    return null;
  },
  listBindings: (fleet) => ({ items: fleet.people.bindings }),
  addBinding: (fleet, { body, person }) => {
    const { subject } = body;
    const subjectName =
      subject.kind === "group" ? subject.group : fleet.people.account(subject.person).name;
    const made = { id: randomUUID(), ...body, subjectName, fixed: false };
    const binding: BindingView = { ...made, createdAt: Date.now(), createdBy: person };
    fleet.people.bindings.push(binding);
    return binding;
  },
  deleteBinding: (fleet, { params }) => removed(fleet.people.bindings, params.binding),
};

function accountOf(name: string, role: (typeof roles)[number] | null): Account {
  return {
    id: userId.parse(uuidOf(`user ${name}`)),
    name,
    fullName: "",
    source: "local",
    disabled: false,
    mustChangePassword: false,
    secondFactor: role === "administrator",
    recoveryCodes: role === "administrator" ? 10 : 0,
    groups: [],
    grants: role === null ? [] : holderOf(role).grants,
    createdAt: Date.now() - 24 * hour,
    lastLoginAt: null,
    sessions: 0,
    tokens: 0,
  };
}

function sessionOf(present: boolean): SessionView {
  const now = Date.now();
  return {
    id: randomUUID(),
    createdAt: now - hour,
    lastSeenAt: now,
    expiresAt: now + 23 * hour,
    idleEndsAt: now + 8 * hour,
    address: present ? "127.0.0.1" : "10.0.0.7",
    browser: "Mozilla/5.0 (X11; Linux x86_64) mock",
    present,
  };
}
