import { randomUUID } from "node:crypto";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { splitProof, withProof } from "@novacron/protocol/messages/proof";
import { topicFor } from "@novacron/protocol/messages/topics";
import { expect, it } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { operate, stateOf, victimOf } from "./bus-kit.ts";

type Victim = MachineRow & { readonly host: HostId };

attacks("a thief of the broker", { agents: 2, externalBroker: true }, ({ attack, whole }) => {
  attack("changes a command that was heard", {
    without: "command-signature",
    code: "SIGNATURE_REFUSED",
    attempt: (target) =>
      forge(target, "SIGNATURE_REFUSED", ({ json, proof }, { id, generation }) => {
        const action = { kind: "machine.force-off", machine: id, generation };
        const forged = { ...JSON.parse(json), id: `${randomUUID()}:0`, action };
        return withProof(JSON.stringify(forged), proof);
      }),
  });

  attack("locks the control plane out by a higher epoch", {
    without: "command-signature",
    code: "SIGNATURE_REFUSED",
    attempt: async (target) => {
      const machine = await victimOf(target);
      const thief = await BusClient.open(target.busUrl, target.thief());
      const topic = topicFor("hostAssignments", { host: machine.host });
      await thief.subscribe([topic]);
      const kept = await target.until("assignments are kept", () => thief.last(topic));
      const { json, proof } = signedOf(topic, kept.payload);
      const forged = { ...JSON.parse(json), epoch: 2 ** 30, turn: 2 ** 50 };
      const before = (await target.refusals("SIGNATURE_REFUSED")).length;
      await thief.publish(topic, withProof(JSON.stringify(forged), proof), false);
      await thief.close();
      return target.until("the host obeys nobody, or says that it refused", async () => {
        const rows = await target.refusals("SIGNATURE_REFUSED");
        if (rows.length > before) return refused("SIGNATURE_REFUSED");
        const isPaused = (await stateOf(target, machine.id)) === "paused";
        const kind = isPaused ? "machine.resume" : "machine.pause";
        return (await operate(target, kind, machine)) === "failed" && succeeded;
      });
    },
  });

  attack("sends a command that nobody signed", {
    without: "command-signed-at-all",
    code: "SIGNATURE_MISSING",
    attempt: (target) =>
      forge(target, "SIGNATURE_MISSING", ({ json }, { id, generation }) => {
        const action = { kind: "machine.force-off", machine: id, generation };
        return JSON.stringify({ ...JSON.parse(json), id: `${randomUUID()}:0`, action });
      }),
  });

  attack("sends a true command again to an agent that was started anew", {
    without: "command-session",
    code: "SESSION_REFUSED",
    attempt: async (target) => {
      const machine = await victimOf(target);
      const heard = await overhear(target, machine, ["machine.force-off"]);
      const session = await sessionOf(target, machine.host);
      await target.restartAgents();
      await target.until("the agent's new session is known and its machine runs", async () => {
        const isNew = (await sessionOf(target, machine.host)) !== session;
        return isNew && (await stateOf(target, machine.id)) === "running";
      });
      return strike(target, machine, { text: heard, code: "SESSION_REFUSED" });
    },
  });

  it("agents go on obeying while the signing key is replaced", async () => {
    const target = await whole();
    await target.admin.call("beginRotation");
    await target.until("every agent knows the next key", async () => {
      return (await target.admin.call("signingKeys")).unaware.length === 0;
    });
    const { keys } = await target.admin.call("completeRotation", { body: {} });
    expect(keys.map(({ state }) => state)).toEqual(["signing"]);
    const machine = await victimOf(target);
    expect(await operate(target, "machine.pause", machine)).toBe("succeeded");
    expect(await operate(target, "machine.resume", machine)).toBe("succeeded");
  });
});

type Signed = NonNullable<ReturnType<typeof splitProof>>;

/** A command that was made of one that the thief heard. */
async function forge(
  target: AttackTarget,
  code: string,
  make: (heard: Signed, machine: Victim & { readonly generation: number }) => string,
): Promise<Attempt> {
  const machine = await victimOf(target);
  const topic = topicFor("hostCommand", { host: machine.host });
  const heard = signedOf(topic, await overhear(target, machine, ["machine.pause"]));
  await operate(target, "machine.resume", machine);
  const { action } = JSON.parse(heard.json) as { action: { generation: number } };
  const text = make(heard, { ...machine, generation: action.generation });
  return strike(target, machine, { text, code });
}

/** Sends it in the control plane's place: does the machine fall, or does the agent say that it refused? */
async function strike(
  target: AttackTarget,
  machine: Victim,
  { text, code }: { readonly text: string; readonly code: string },
): Promise<Attempt> {
  const before = (await target.refusals(code)).length;
  const thief = await BusClient.open(target.busUrl, target.thief());
  await thief.publish(topicFor("hostCommand", { host: machine.host }), text);
  await thief.close();
  return target.until("the machine is off, or the agent says that it refused", async () => {
    if ((await stateOf(target, machine.id)) === "shutoff") return succeeded;
    return (await target.refusals(code)).length > before && refused(code);
  });
}

/** What the control plane sends when somebody asks for these, as the thief hears it; the last of it. */
async function overhear(
  target: AttackTarget,
  machine: Victim,
  kinds: readonly ("machine.pause" | "machine.force-off")[],
): Promise<string> {
  const thief = await BusClient.open(target.busUrl, target.thief());
  const topic = topicFor("hostCommand", { host: machine.host });
  await thief.subscribe([topic]);
  for (const kind of kinds) await operate(target, kind, machine);
  const heard = await target.until("a command is heard", () => thief.last(topic));
  await thief.close();
  return heard.payload;
}

function signedOf(topic: string, text: string): Signed {
  const signed = splitProof(topic, text);
  if (signed === null) throw new Error(`nobody signed ${text}`);
  return signed;
}

async function sessionOf(target: AttackTarget, host: HostId): Promise<string> {
  const thief = await BusClient.open(target.busUrl, target.thief());
  const topic = topicFor("hostStatus", { host });
  await thief.subscribe([topic]);
  const { payload } = await target.until("the host's status", () => thief.last(topic));
  await thief.close();
  return (JSON.parse(payload) as { session: string }).session;
}
