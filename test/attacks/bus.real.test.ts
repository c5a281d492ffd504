import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { operationId } from "@novacron/protocol/domain/ids";
import { everything, type Scope } from "@novacron/protocol/domain/scope";
import { topicFor } from "@novacron/protocol/messages/topics";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { BusClient } from "../conformance/bus-client.ts";
import { batchOf, statusOf } from "../conformance/samples.ts";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { harmOrRefusal, intruder, operate, victimOf } from "./bus-kit.ts";

attacks("a login on the bus", { agents: 2, logins: 4 }, ({ attack, whole }) => {
  attack("host A says that host B is offline", {
    without: "bus-publish-own-host",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => sayOffline(target, await intruder(target)),
  });

  attack("host A writes into the record of host B", {
    without: "bus-publish-own-host",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => {
      const { host } = await victimOf(target);
      const attacker = await intruder(target);
      const mark = `forged ${randomUUID()}`;
      const note = { type: "host.note", at: Date.now(), note: "agent-stopped", detail: mark };
      const batch = { ...batchOf(host, 1), boot: randomUUID(), samples: [], events: [note] };
      return ending(attacker, () =>
        harmOrRefusal(target, {
          reason: "wrong-host",
          act: () => attacker.publish(topicFor("hostBatch", { host }), batch),
          harm: async () => {
            const { items } = await target.admin.call("listRecord", { query: { limit: 100 } });
            return items.some(({ sentence }) => sentence.includes(mark));
          },
        }),
      );
    },
  });

  attack("host A leaves a last will that puts host B offline", {
    without: "bus-will",
    code: "MESSAGE_REFUSED",
    isAudited: false,
    attempt: async (target) => {
      const { host } = await victimOf(target);
      const session = `forged-${randomUUID()}`;
      await (await intruder(target)).close();
      const topic = topicFor("hostStatus", { host });
      const will = { topic, payload: statusOf(host, session, "offline") };
      const client = await BusClient.open(target.busUrl, target.login(2), { will }).catch(
        () => null,
      );
      if (client === null) return refused("MESSAGE_REFUSED");
      await client.publish(topic, statusOf(host, session));
      client.breakConnection();
      await isOffline(target, host);
      return succeeded;
    },
  });

  attack("a read-only tool says that a host is offline", {
    without: "bus-publish-own-kind",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => sayOffline(target, await tool(target)),
  });

  attack("host A hears the commands of host B", {
    without: "bus-hear-own-host",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => {
      const { host } = await victimOf(target);
      const filters = [topicFor("hostCommand", { host }), topicFor("hostAssignments", { host })];
      return overhear(target, await intruder(target), filters);
    },
  });

  attack("a read-only tool hears commands", {
    without: "bus-hear-own-kind",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => overhear(target, await tool(target), ["novacron/v1/host/+/command"]),
  });

  attack("a tool narrowed to a tag hears of a machine without it", {
    without: "bus-hear-own-scope",
    code: "MESSAGE_REFUSED",
    isAudited: false,
    attempt: hearBeyondTag,
  });

  attack("a read-only tool hears everything by wildcards", {
    without: "bus-filters-within-table",
    code: "MESSAGE_REFUSED",
    attempt: async (target) =>
      overhear(target, await tool(target), [
        "#",
        "novacron/v1/#",
        "+/+/+/+/command",
        "$SYS/#",
        "$share/group/#",
        "$share/group/novacron/v1/host/+/command",
      ]),
  });

  attack("a login with a wrong password", {
    without: "bus-password",
    code: "BUS_REFUSED",
    attempt: async (target) => {
      const login = { ...target.login(3), password: "wrong" };
      const client = await BusClient.open(target.busUrl, login).catch(() => null);
      await client?.close();
      return client === null ? refused("BUS_REFUSED") : succeeded;
    },
  });

  attack("hundreds of connections that never log in", {
    without: "bus-handshake-bound",
    code: "limit",
    isAudited: false,
    attempt: async (target) => {
      let sockets: Awaited<ReturnType<typeof silentConnections>> = [];
      try {
        const attempt = await harmOrRefusal(target, {
          reason: "limit",
          act: async () => {
            sockets = await silentConnections(target, 500);
          },
          harm: () => openFiles(target) > 480,
        });
        return attempt.succeeded ? attempt : refused("limit");
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  });

  attack("somebody else takes the stream of a console", {
    without: "tunnel-ticket",
    code: "TICKET_REFUSED",
    attempt: async (target) => {
      const machine = await victimOf(target);
      const id = operationId.parse(randomUUID());
      return target.withoutAgents(async () => {
        const input = { params: { machine: machine.id }, body: { id } };
        await target.admin.call("openConsole", input);
        return dial(`${target.url.replace("http", "ws")}/tunnel/v1/${id}`);
      });
    },
  });

  it("ten thousand connections that say nothing cost neither memory nor service", async () => {
    const target = await whole();
    const memoryBefore = memoryBytes(target);
    for (let round = 0; round < 10; round += 1) {
      const sockets = await silentConnections(target, 1_000);
      for (const socket of sockets) socket.destroy();
    }
    await target.until("agents are heard and answered as before", async () => {
      const { items } = await target.admin.call("listHosts");
      return items.filter(({ state }) => state === "online").length >= 2;
    });
    expect(memoryBytes(target) - memoryBefore).toBeLessThan(96 * 1024 * 1024);
  });
});

async function sayOffline(target: AttackTarget, attacker: BusClient): Promise<Attempt> {
  const { host } = await victimOf(target);
  const topic = topicFor("hostStatus", { host });
  const session = `forged-${randomUUID()}`;
  return ending(attacker, () =>
    harmOrRefusal(target, {
      reason: "wrong-host",
      act: async () => {
        await attacker.publish(topic, statusOf(host, session));
        await attacker.publish(topic, statusOf(host, session, "offline"));
      },
      harm: () => isShownOffline(target, host),
    }),
  );
}

async function overhear(
  target: AttackTarget,
  attacker: BusClient,
  filters: readonly string[],
): Promise<Attempt> {
  const machine = await victimOf(target);
  return ending(attacker, () =>
    harmOrRefusal(target, {
      reason: "foreign-topic",
      act: async () => {
        await attacker.trySubscribe(filters);
        await operate(target, "machine.pause", machine);
        await operate(target, "machine.resume", machine);
      },
      harm: () => attacker.messages.length > 0,
    }),
  );
}

/** What is retained, what comes by a wildcard, by name, in operations and in the record. */
async function hearBeyondTag(target: AttackTarget): Promise<Attempt> {
  const victim = await victimOf(target);
  const { items } = await target.admin.call("listMachines");
  const own = items.find(({ id, state }) => id !== victim.id && state === "running");
  if (own === undefined) throw new Error("there is no second machine that runs");
  const tag = `ours-${randomUUID().slice(0, 8)}`;
  await target.admin.call("tagMachine", { params: { machine: own.id }, body: { tags: [tag] } });
  const attacker = await tool(target, { kind: "tag", tag });
  const isOf = (id: string) => attacker.messages.some((one) => JSON.stringify(one).includes(id));
  return ending(attacker, async () => {
    await attacker.trySubscribe([
      topicFor("fleetMachine", { machine: victim.id }),
      "novacron/v1/fleet/#",
      "novacron/v1/host/+/batch",
    ]);
    for (const one of [victim, own]) {
      await operate(target, "machine.pause", one);
      await operate(target, "machine.resume", one);
    }
    // Its own machine comes last, so that all that was to come of the other has come.
    await target.until("the tool hears of its own machine", () =>
      attacker.messages.some(
        ({ topic, payload }) => topic.endsWith("/record") && payload.includes(own.id),
      ),
    );
    return isOf(victim.id) ? succeeded : refused("MESSAGE_REFUSED");
  });
}

async function ending(client: BusClient, run: () => Promise<Attempt>): Promise<Attempt> {
  try {
    return await run();
  } finally {
    await client.close();
  }
}

async function tool(target: AttackTarget, scope: Scope = everything): Promise<BusClient> {
  const name = `tool-${randomUUID().slice(0, 8)}`;
  const { password } = await target.admin.call("addMqttUser", { body: { name, scope } });
  return BusClient.open(target.busUrl, { username: name, password });
}

async function isShownOffline(target: AttackTarget, host: string): Promise<boolean> {
  const { items } = await target.admin.call("listHosts");
  return items.some(({ id, state }) => id === host && state === "offline");
}

function isOffline(target: AttackTarget, host: string): Promise<boolean> {
  return target.until("the host is shown offline", () => isShownOffline(target, host));
}

async function silentConnections(target: AttackTarget, count: number): Promise<Socket[]> {
  const { address: host, mqttPort: port } = target.plane;
  const sockets = Array.from({ length: count }, () => connect({ host, port }));
  for (const socket of sockets) socket.on("error", () => undefined);
  await Promise.all(
    sockets.map((socket) => Promise.race([once(socket, "connect"), once(socket, "close")])),
  );
  return sockets;
}

function openFiles({ plane }: AttackTarget): number {
  return readdirSync(`/proc/${plane.pid}/fd`).length;
}

function memoryBytes({ plane }: AttackTarget): number {
  const status = readFileSync(`/proc/${plane.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function dial(url: string): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers: { authorization: "Bearer a-guess" } });
    socket.once("open", () => {
      socket.terminate();
      resolve(succeeded);
    });
    socket.once("unexpected-response", (_, answer) => {
      let text = "";
      answer.on("data", (data: Buffer) => {
        text += data.toString();
      });
      answer.on("end", () => resolve(refused(String(JSON.parse(text).code))));
    });
    socket.on("error", () => undefined);
  });
}
