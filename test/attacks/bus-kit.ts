import { randomUUID } from "node:crypto";
import { type HostId, hostId, operationId } from "@novacron/protocol/domain/ids";
import type { OperationKind } from "@novacron/protocol/domain/operation";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { BusClient } from "../conformance/bus-client.ts";
import { statusOf } from "../conformance/samples.ts";
import { type Attempt, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";

/** Host of an agent login that no running agent has. */
export const ownHost = hostId.parse("00000000-0000-4000-8000-0000000000ee");

/** A host that its owner turned against the fleet: a true login, bound to a host of its own. */
export async function intruder(target: AttackTarget): Promise<BusClient> {
  const client = await BusClient.open(target.busUrl, target.login(2));
  await client.publish(`novacron/v1/host/${ownHost}/status`, statusOf(ownHost, "own"));
  return client;
}

/** The host under attack: its agent runs, and it has a machine that runs. */
export async function victimOf(target: AttackTarget): Promise<MachineRow & { host: HostId }> {
  return target.until("a machine that runs", async () => {
    const { items } = await target.admin.call("listMachines");
    const running = items.find(({ state, host }) => state === "running" && host !== ownHost);
    return running?.host === undefined || running.host === null
      ? null
      : { ...running, host: running.host };
  });
}

export async function stateOf(target: AttackTarget, id: string): Promise<string> {
  const { items } = await target.admin.call("listMachines");
  return items.find((machine) => machine.id === id)?.state ?? "gone";
}

/** As a person does it, to the end. */
export async function operate(
  target: AttackTarget,
  kind: OperationKind,
  machine: MachineRow,
): Promise<string> {
  const id = operationId.parse(randomUUID());
  const body = { id, kind, machine: machine.id, params: {} };
  await target.admin.call("requestOperation", { body: body as never });
  return target.until(`${kind} has ended`, async () => {
    const { state } = await target.admin.call("showOperation", { params: { operation: id } });
    return state === "pending" || state === "running" || state === "cancelling" ? null : state;
  });
}

/** Refusals of the broker with this reason. */
export async function counted(target: AttackTarget, reason: string): Promise<number> {
  const { refused: rows } = await target.admin.call("system");
  return rows.filter((one) => one.reason === reason).reduce((sum, { count }) => sum + count, 0);
}

/** Whichever comes first: the harm, or a new refusal of the broker with this reason. */
export async function harmOrRefusal(
  target: AttackTarget,
  of: {
    readonly act: () => Promise<unknown>;
    readonly harm: () => Promise<boolean> | boolean;
    readonly reason: string;
  },
): Promise<Attempt> {
  const before = await counted(target, of.reason);
  await of.act();
  return target.until("harm is done, or a refusal counted", async () => {
    if (await of.harm()) return succeeded;
    return (await counted(target, of.reason)) > before && refused("MESSAGE_REFUSED");
  });
}
