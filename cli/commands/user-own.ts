import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import type { Client } from "../client.ts";
import { type Context, clientOf } from "../context.ts";
import { facts } from "../output/table.ts";
import { withSession } from "../session.ts";
import { loadConnection } from "../settings.ts";

/** One's own second factor. A token must not change the account it belongs to, so each logs in. */
export function addSecondFactor(user: Command, context: Context): void {
  const factor = user
    .command("second-factor")
    .description("one's own authenticator app and recovery codes");
  factor
    .command("setup")
    .description("set up an authenticator app; prints its secret and ten recovery codes, this once")
    .action(async () => {
      await asOneself(context, async (session, password) => {
        const begun = await session.call("beginSecondFactor", { body: { password } });
        context.note(
          facts([
            ["secret", begun.secret],
            ["address", begun.uri],
          ]),
        );
        const code = await context.readSecret("First code of the app: ");
        const { recoveryCodes } = await session.call("confirmSecondFactor", { body: { code } });
        context.out(recoveryCodes.join("\n"));
        context.note("each of these codes is good once, in place of the app: keep them safe");
      });
    });
  factor
    .command("codes")
    .description("make ten new recovery codes; the old ones are void")
    .action(async () => {
      await asOneself(context, async (session, password) => {
        const code = await context.readSecret("Another code of the app: ");
        const body = { password, code };
        const { recoveryCodes } = await session.call("newRecoveryCodes", { body });
        context.out(recoveryCodes.join("\n"));
      });
    });
  factor
    .command("remove")
    .description("remove the second factor")
    .action(async () => {
      await asOneself(context, async (session, password) => {
        const code = await context.readSecret("Another code of the app: ");
        await session.callRaw("removeSecondFactor", { body: { password, code } });
        context.note("removed");
      });
    });
}

/** Changes one's own password. */
export async function changeOwnPassword(context: Context): Promise<void> {
  await asOneself(context, async (session, current) => {
    const wanted = await context.readSecret("New password: ");
    const again = await context.readSecret("New password again: ");
    if (wanted !== again) {
      throw new NovaError("BAD_REQUEST", "change the password", { next: "Type it twice alike" });
    }
    await session.callRaw("changePassword", { body: { current, new: wanted } });
    context.note("changed; all other sessions ended");
  });
}

async function asOneself(
  context: Context,
  run: (session: Client, password: string) => Promise<void>,
): Promise<void> {
  const { url } = loadConnection(context.env);
  const { name } = await clientOf(context).call("who");
  const password = await context.readSecret(`Present password of ${name}: `);
  await withSession(context, { url, name, password }, (session) => run(session, password));
}
