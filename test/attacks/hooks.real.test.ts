import { execFile } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { HookFolder } from "@novacron/agent/host/hooks/testing/hook-folder";
import { Client } from "@novacron/cli/client";
import { describe, expect, it } from "vitest";
import { plantedEnv } from "../framework/planted-change.ts";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { type DefenceName, defenceOf } from "./defences/list.ts";
import { HookHost } from "./hook-host.ts";
import type { HookTask } from "./hook-process.ts";
import { somebody } from "./people-kit.ts";

const script = join(import.meta.dirname, "hook-process.ts");

/** As `attacks`, on the agent's runner of hooks: whoever commands it is the attacker. */
function hookAttack(
  title: string,
  { without, attempt }: { without: DefenceName; attempt: (hooks: HookFolder) => string },
): void {
  it(`${title}: succeeds without ${without}, is refused with it`, async () => {
    const tried = async (defence: DefenceName | null): Promise<Attempt> => {
      using hooks = new HookFolder();
      const { folder, record } = hooks;
      const task: HookTask = { folder, record, name: attempt(hooks) };
      const planted = defence === null ? {} : plantedEnv(defenceOf(defence));
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [script, JSON.stringify(task)],
        { env: { PATH: process.env.PATH, ...planted }, timeout: 60_000 },
      );
      if (hooks.read("harm") !== "") return succeeded;
      return refused(JSON.parse(stdout).code);
    };
    expect(await tried(without), `without ${without}`).toEqual(succeeded);
    expect(await tried(null)).toEqual(refused("HOOK_REFUSED"));
  });
}

const harm = (hooks: HookFolder) => `echo done > ${hooks.root}/harm`;

describe("attacks: whoever commands an agent, or has a login on its host, and hooks", () => {
  hookAttack("names a program outside the folder", {
    without: "agent-hook-name",
    attempt: (hooks) => {
      hooks.put("../outside", harm(hooks));
      return "../outside";
    },
  });

  hookAttack("has a link lie there", {
    without: "agent-hook-link",
    attempt: (hooks) => {
      symlinkSync(hooks.put("../outside", harm(hooks)), join(hooks.folder, "upgrade"));
      return "upgrade";
    },
  });

  hookAttack("writes into a hook that everybody may write to", {
    without: "agent-hook-writable",
    attempt: (hooks) => {
      hooks.put("upgrade", harm(hooks), 0o777);
      return "upgrade";
    },
  });

  hookAttack("puts a hook into a folder that everybody may write to", {
    without: "agent-hook-folder",
    attempt: (hooks) => {
      hooks.put("upgrade", harm(hooks));
      chmodSync(hooks.folder, 0o777);
      return "upgrade";
    },
  });
});

const logins = 6;
const worded = "upgrade --force; reboot";

/** An attack on an empty host that says it has these hooks. */
function onHost(
  act: (host: HookHost, target: AttackTarget) => Promise<unknown>,
  ...hooks: readonly string[]
): (target: AttackTarget) => Promise<Attempt> {
  return async (target) => {
    await using host = await HookHost.join(target, logins, ...hooks);
    await act(host, target);
    return succeeded;
  };
}

attacks("hooks by the API", { logins }, ({ attack, whole }) => {
  attack("an operator has a host run a hook", {
    without: "hook-right",
    code: "FORBIDDEN",
    attempt: onHost(async (host, target) => {
      const { session } = await somebody(target, "operator");
      await host.begin(session, { name: "upgrade" });
      await host.asked();
    }, "upgrade"),
  });

  attack("an operator has a hook run again that somebody else began", {
    without: "hook-right",
    code: "FORBIDDEN",
    attempt: onHost(async (host, target) => {
      await host.begin(target.admin, { name: "upgrade" });
      const first = await host.asked();
      await host.fail(first);
      const { session } = await somebody(target, "operator");
      const params = { maintenance: host.maintenance };
      await session.call("steerMaintenance", { params, body: { action: "run" } });
      await host.asked(first);
    }, "upgrade"),
  });

  attack("a token of an administrator, made for an operator's work, has a host run a hook", {
    without: "hook-right",
    code: "FORBIDDEN",
    attempt: onHost(async (host, target) => {
      const { session } = await somebody(target, "administrator");
      const body = { label: "scripts", role: "operator" } as const;
      const { secret } = await session.call("createToken", { body });
      await host.begin(new Client({ url: target.url, token: secret }), { name: "upgrade" });
      await host.asked();
    }, "upgrade"),
  });

  attack("a host is to run what it does not have", {
    without: "hook-on-host",
    code: "ACTION_NOT_POSSIBLE",
    attempt: onHost(async (host, target) => {
      await host.begin(target.admin, { name: "reboot" });
      await host.asked();
    }, "upgrade"),
  });

  attack("a name brings arguments and text for a shell, and the host says that it has it", {
    without: "hook-grammar",
    code: "BAD_REQUEST",
    attempt: onHost(async (host, target) => {
      await host.begin(target.admin, { name: worded });
      await host.asked();
    }, worded),
  });

  it("arguments beside the name are refused", async () => {
    // Nothing carries them to a host, so that there is no defence to take out.
    await using host = await HookHost.join(await whole(), logins, "upgrade");
    const begun = host.begin((await whole()).admin, { name: "upgrade", args: ["--force"] });
    await expect(begun).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
