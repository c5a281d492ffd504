import { execFile } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { HookFolder } from "@novacron/agent/host/hooks/testing/hook-folder";
import { describe, expect, it } from "vitest";
import { plantedEnv } from "../framework/planted-change.ts";
import { type Attempt, refused, succeeded } from "./attack.ts";
import { type DefenceName, defenceOf } from "./defences/list.ts";
import type { HookTask } from "./hook-process.ts";

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
