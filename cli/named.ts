import { type HostId, isUuid, type MachineId } from "@novacron/protocol/domain/ids";
import type { Client } from "./client.ts";

export async function hostId(client: Client, nameOrId: string): Promise<HostId> {
  return (await client.call("showHost", { params: { host: nameOrId } })).id;
}

/** An id is taken as it is: what is gone has operations too. */
export async function machineId(client: Client, nameOrId: string): Promise<MachineId> {
  if (isUuid(nameOrId)) return nameOrId as MachineId;
  return (await client.call("showMachine", { params: { machine: nameOrId } })).id;
}
