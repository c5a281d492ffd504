import type { Defence } from "./defence.ts";

const access = "control-plane/app/access";

/** What keeps people and tokens to what they were given, and strangers out. */
export const peopleDefences = [
  {
    name: "people-route-rule",
    guards: "Each route asks for its permission before anything else",
    file: "control-plane/adapters/http/api-routes.ts",
    find: "  const obstacles = mayUse(login.person, route.privilege);\n",
    replace: "  const obstacles: never[] = [];\n",
  },
  {
    name: "people-give-what-they-hold",
    guards: "Nobody gives a role that holds more than they hold",
    file: `${access}/role-book.ts`,
    find: "      const obstacles = mayGive(by, held.permissions, scope);\n",
    replace: "      const obstacles: never[] = [];\n",
  },
  {
    name: "people-outrank",
    guards: "Nobody gets hold of an account that may more than they may",
    file: `${access}/outrank.ts`,
    find: "    if (obstacles.length > 0) throw refusal(attempted, obstacles);\n",
    replace: "",
  },
  {
    name: "people-scope",
    guards: "What is out of a person's scope is as if it were not there",
    file: `${access}/sight.ts`,
    find: 'machine: all ? () => true : (of) => isAllowed(who, "machine.view", machineTarget(of)),',
    replace: "machine: () => true,",
  },
  {
    name: "session-secret",
    guards: "A session is opened by its whole secret",
    file: `${access}/proofs.ts`,
    find: "    const session = await tx.session(hash);\n",
    replace:
      "    const session = (await tx.session(hash)) ?? (await tx.access.sessions())[0] ?? null;\n",
  },
  {
    name: "totp-once",
    guards: "A code of an authenticator app is good once",
    file: `${access}/totp.ts`,
    find: "    if (isIt && step > of.lastStep && found === null) found = step;\n",
    replace: "    if (isIt && found === null) found = step;\n",
  },
  {
    name: "recovery-code-once",
    guards: "A recovery code is good once",
    file: `${access}/second-factor.ts`,
    find: "recovery: user.recovery.filter((_, index) => index !== at)",
    replace: "recovery: user.recovery",
  },
  {
    name: "second-factor-throttle",
    guards: "Codes of a second factor cannot be tried one after another",
    file: `${access}/login-throttle.ts`,
    find: "    holdBack(attempted, this.#codes.waitMs(user, now));\n",
    replace: "",
  },
  {
    name: "token-limit",
    guards: "A token may no more than it was made for",
    file: "protocol/domain/may.ts",
    find: "    ...limitObstacles(who, what, target),\n",
    replace: "",
  },
  {
    name: "streams-end-with-login",
    guards: "An open stream ends with the token or session that opened it",
    file: "control-plane/main.ts",
    find: "    feed.loginEnded(person);\n",
    replace: "",
    also: [
      {
        file: "control-plane/adapters/live/ws-live-feed.ts",
        find: "      if (client.beat(at, newest)) void this.#check(client);\n      else client.terminate();\n",
        replace: "      if (!client.beat(at, newest)) client.terminate();\n",
      },
    ],
  },
  {
    name: "oidc-own-browser",
    guards: "A login that one browser began is not ended in another",
    file: `${access}/oidc-logins.ts`,
    find: "    const flow = key === null ? undefined : this.#flows.get(key);\n",
    replace: "    const flow = [...this.#flows.values()].at(-1);\n",
  },
  {
    name: "oidc-subject",
    guards: "An account is told by issuer and subject, never by a name that the provider gives",
    file: `${access}/oidc-logins.ts`,
    find: "row.oidc?.issuer === issuer && row.oidc.subject === subject",
    replace: 'row.name === plainName(identity.name ?? "")',
  },
  {
    name: "login-throttle",
    guards: "Passwords cannot be tried one after another",
    file: `${access}/login-throttle.ts`,
    find: "    const from = addressKey(address);\n    holdBack(",
    replace: "    const from = addressKey(address);\n    if (from === name) holdBack(",
  },
] as const satisfies readonly Defence[];
