import { createHmac, randomUUID } from "node:crypto";
import { Client } from "@novacron/cli/client";
import { fromBase32, totpCode } from "@novacron/control-plane/app/access/totp";
import type { Account } from "@novacron/protocol/http/people";
import type { BodyInput } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import type { AttackTarget } from "./attack-target.ts";

const password = "a password of somebody";

/** A person of the target with one role, and their own session. */
export interface Somebody {
  readonly account: Account;
  readonly name: string;
  readonly password: string;
  readonly session: Client;
  /** Of the session cookie. */
  readonly secret: string;
}

export async function somebody(
  target: AttackTarget,
  role: string,
  scope: BodyInput<(typeof routes)["addBinding"]>["scope"] = { kind: "everything" },
): Promise<Somebody> {
  const name = `p${randomUUID().slice(0, 8)}`;
  const account = await target.admin.call("addPerson", {
    body: { name, password, mustChangePassword: false },
  });
  const subject = { kind: "person", person: account.id } as const;
  await target.admin.call("addBinding", { body: { subject, role, scope } });
  return { account, name, password, ...(await sessionOf(target, name, { password })) };
}

export async function sessionOf(
  target: AttackTarget,
  name: string,
  how: { readonly password: string; readonly code?: string },
): Promise<{ readonly session: Client; readonly secret: string }> {
  const anonymous = new Client({ url: target.url, token: null });
  const { setCookie } = await anonymous.callRaw("login", { body: { name, ...how } });
  const cookie = setCookie?.split(";")[0] ?? "";
  const session = new Client({ url: target.url, token: null, cookie });
  return { session, secret: cookie.slice(cookie.indexOf("=") + 1) };
}

/** A role that may manage people and nothing else. */
export async function keeper(target: AttackTarget): Promise<Somebody> {
  const body = { permissions: ["people.manage"] } as const;
  await target.admin.call("putRole", {
    params: { role: "keeper" },
    body: { permissions: [...body.permissions] },
  });
  return somebody(target, "keeper");
}

export function codeNow(secret: string): string {
  const hmac = (key: Uint8Array, message: Uint8Array) =>
    new Uint8Array(createHmac("sha1", key).update(message).digest());
  return totpCode(hmac, fromBase32(secret), Math.floor(Date.now() / 30_000));
}

/** Sets up an authenticator app; `used` is the code that confirmed it. */
export async function enrolApp(who: Somebody) {
  const body = { password: who.password };
  const { secret } = await who.session.call("beginSecondFactor", { body });
  const used = codeNow(secret);
  const { recoveryCodes } = await who.session.call("confirmSecondFactor", { body: { code: used } });
  return { secret, used, recoveryCodes };
}
