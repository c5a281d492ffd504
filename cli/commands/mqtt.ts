import { scopeText } from "@novacron/protocol/domain/scope";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { type ScopeOptions, scoped, scopeOf } from "../scope.ts";
import { addMosquitto } from "./mqtt-mosquitto.ts";

interface Options {
  readonly json?: boolean;
}

/** As it can be pasted; the authority's certificate is where `mosquitto_sub` cannot know it from. */
function subscription({ name, password, url }: { name: string; password: string; url: string }) {
  const { protocol, hostname, port } = new URL(url);
  const trust = protocol === "mqtts:" ? " --cafile ca.pem" : "";
  return `mosquitto_sub -h ${hostname} -p ${port || (protocol === "mqtts:" ? 8883 : 1883)}${trust} -u ${name} -P ${password} -t 'novacron/v1/fleet/#' -v`;
}

export function addMqtt(program: Command, context: Context): void {
  const mqtt = program.command("mqtt").description("the bus");
  addMosquitto(mqtt, context);
  const user = mqtt.command("user").description("read-only logins");
  const add = user
    .command("add <name>")
    .description("make a read-only login for an outside tool; its password is shown this once")
    .option("--json", "print JSON");
  scoped(add).action(async (name: string, options: Options & ScopeOptions) => {
    const client = clientOf(context);
    const scope = await scopeOf(client, options);
    const made = await client.call("addMqttUser", { body: { name, scope } });
    print(context, options.json === true, made, () =>
      facts([
        ["user", made.name],
        ["password", made.password],
        ["for", scopeText(made.scope)],
        ["broker", made.url],
        ["try", subscription(made)],
      ]),
    );
  });
  user
    .command("ls")
    .description("list the logins")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listMqttUsers");
      print(context, options.json === true, items, () =>
        items.length === 0
          ? "no logins"
          : table(items, [
              { title: "NAME", cell: (item) => item.name },
              { title: "FOR", cell: (item) => scopeText(item.scope) },
              { title: "MADE", cell: (item) => time(item.createdAt) },
              { title: "BY", cell: (item) => item.createdBy },
            ]),
      );
    });
  user
    .command("rm <name>")
    .description("remove a login; its connections end at once")
    .action(async (name: string) => {
      await clientOf(context).call("deleteMqttUser", { params: { name } });
      context.note(`removed ${name}`);
    });
}
