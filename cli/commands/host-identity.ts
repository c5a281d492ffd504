import { hostId } from "@novacron/protocol/domain/ids";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { table } from "../output/table.ts";

interface Options {
  readonly json?: boolean;
}

/** Below `novacron host`: which hosts joined by certificate, and how they stand. */
export function addHostIdentity(host: Command, context: Context): void {
  host
    .command("identities")
    .description("certificates of hosts: valid, expired, revoked, cloned or re-imaged")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listIdentities");
      print(context, options.json === true, items, () =>
        items.length === 0
          ? "no host has joined by certificate"
          : table(items, [
              { title: "NAME", cell: (item) => item.name },
              { title: "STATE", cell: (item) => item.state },
              { title: "UNTIL", cell: (item) => time(item.notAfter) },
              { title: "KEY", cell: (item) => item.keyHash.slice(0, 12) },
              { title: "NEW KEY", cell: (item) => item.waiting?.keyHash ?? null },
              { title: "HOST", cell: (item) => item.host },
            ]),
      );
    });
  host
    .command("revoke <host>")
    .description("take a host's certificate away; its connections and streams end at once")
    .action(async (name: string) => {
      const id = await idOf(context, name);
      await clientOf(context).call("revokeIdentity", { params: { host: id } });
      context.note(`revoked the identity of ${name}`);
    });
  host
    .command("approve <host> <key>")
    .description("let the key that waits be this host from now on")
    .action(async (name: string, keyHash: string) => {
      const id = await idOf(context, name);
      await clientOf(context).call("approveIdentity", { params: { host: id }, body: { keyHash } });
      context.note(`approved; enrol ${name} again with its token`);
    });
}

/** A host that is gone from the list may still have an identity. */
async function idOf(context: Context, name: string) {
  const parsed = hostId.safeParse(name);
  if (parsed.success) return parsed.data;
  const { items } = await clientOf(context).call("listIdentities");
  const named = items.filter((item) => item.name === name);
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only.host;
  return (await clientOf(context).call("showHost", { params: { host: name } })).id;
}
