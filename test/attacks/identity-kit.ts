import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { FleetApi } from "@novacron/agent/identity/fleet-api";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import type { Membership } from "@novacron/protocol/http/trust";
import { connect, type MqttClient } from "mqtt";
import type { AttackTarget } from "./attack-target.ts";

/** What a host that joined has, in the hands of whoever has its files. */
export interface Loot {
  readonly host: HostId;
  readonly key: string;
  readonly membership: Membership;
}

export interface JoinWish {
  readonly host?: HostId;
  readonly token: string;
  readonly withQemu?: boolean;
  /** Key and request, where they were made before. */
  readonly made?: { readonly key: string; readonly request: string };
}

export const someHost = (): HostId => hostId.parse(randomUUID());

export async function tokenOf(target: AttackTarget, host: HostId | null = null): Promise<string> {
  return (await target.admin.call("createEnrolmentToken", { body: { host } })).token;
}

/** Joins as an agent does, but for the files. */
export async function join(target: AttackTarget, wish: JoinWish): Promise<Loot> {
  const { host = someHost(), token } = wish;
  const { key, request } = wish.made ?? makeRequest();
  const membership = await target.admin.call("enrol", {
    body: {
      token,
      host,
      name: "hv-attacked",
      request,
      qemuRequest: wish.withQemu === true ? request : null,
    },
  });
  return { host, key, membership };
}

export async function victim(target: AttackTarget): Promise<Loot> {
  return join(target, { token: await tokenOf(target) });
}

/** The API as a host with this certificate and key. */
export function fleetApi(target: AttackTarget, cert: string, key: string): FleetApi {
  return new FleetApi({ url: target.url, ca: caOf(target), cert, key });
}

export function caOf(target: AttackTarget): string {
  return readFileSync(target.plane.caPath, "utf8");
}

/** On the bus by certificate; null where the connection is refused. */
export function onBus(target: AttackTarget, loot: Loot): Promise<MqttClient | null> {
  const client = connect(`mqtts://127.0.0.1:${target.plane.mqttPort}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    ca: caOf(target),
    cert: loot.membership.certificate,
    key: loot.key,
    servername: controlPlaneServerName,
    clientId: `agent-${randomUUID()}`,
    username: loot.host,
    password: "",
  });
  client.on("error", () => undefined);
  return new Promise((resolve) => {
    client.once("connect", () => resolve(client));
    client.once("close", () => resolve(null));
  });
}
