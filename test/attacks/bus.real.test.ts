import { randomUUID } from "node:crypto";
import { hostId } from "@novacron/protocol/domain/ids";
import { topicFor } from "@novacron/protocol/messages/topics";
import { BusClient } from "../conformance/bus-client.ts";
import { statusOf } from "../conformance/samples.ts";
import { attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";

attacks("one host's login on the bus", { agents: 2, logins: 3 }, ({ attack }) => {
  attack("host A says that host B is offline", {
    without: "bus-publish-own-host",
    code: "wrong-host",
    attempt: async (target) => {
      const [, victim] = await hostsOf(target);
      const session = `forged-${randomUUID()}`;
      const attacker = await intruder(target);
      const before = await refusals(target, "wrong-host");
      await attacker.publish(topicFor("hostStatus", { host: victim }), statusOf(victim, session));
      await attacker.publish(
        topicFor("hostStatus", { host: victim }),
        statusOf(victim, session, "offline"),
      );
      await attacker.close();
      return target.until("host B is offline, or a refusal is counted", async () => {
        const { items } = await target.admin.call("listHosts");
        if (items.some(({ id, state }) => id === victim && state === "offline")) return succeeded;
        return (await refusals(target, "wrong-host")) > before && refused("wrong-host");
      });
    },
  });
});

/** A connection with a login of its own, bound to a host of its own. */
async function intruder(target: AttackTarget): Promise<BusClient> {
  const client = await BusClient.open(target.busUrl, target.login(2));
  const own = hostId.parse("00000000-0000-4000-8000-0000000000ee");
  await client.publish(topicFor("hostStatus", { host: own }), statusOf(own, "own"));
  return client;
}

async function hostsOf(target: AttackTarget) {
  const { items } = await target.admin.call("listHosts");
  const [first, second] = items.filter(({ state }) => state === "online").map(({ id }) => id);
  if (first === undefined || second === undefined) throw new Error("two hosts must be online");
  return [first, second] as const;
}

async function refusals(target: AttackTarget, reason: string): Promise<number> {
  const { refused: rows } = await target.admin.call("system");
  return rows.filter((one) => one.reason === reason).reduce((sum, { count }) => sum + count, 0);
}
