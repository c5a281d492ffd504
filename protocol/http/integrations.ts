import { z } from "zod";
import { loginName } from "../domain/access.ts";
import { timestampMs } from "../domain/ids.ts";
import { everything, scope } from "../domain/scope.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

/** A read-only login on the bus for outside tools. */
export const mqttUser = z.object({
  name: loginName,
  createdAt: timestampMs,
  createdBy: z.string(),
  /** The machines that it hears of; narrower than everything, it hears of no host. */
  scope: scope.default(everything),
});
export type MqttUser = z.infer<typeof mqttUser>;

export const listMqttUsersRoute = defineRoute({
  method: "GET",
  path: "/api/v1/mqtt/users",
  summary: "Read-only logins of outside tools on the bus",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(mqttUser), url: z.string() }),
  status: 200,
  privilege: "integration.manage",
  errors: [],
});

export const addMqttUserRoute = defineRoute({
  method: "POST",
  path: "/api/v1/mqtt/users",
  summary: "Make a read-only login on the bus; its password is shown this once",
  params: none,
  query: none,
  body: z.object({ name: loginName, scope: scope.default(everything) }).strict(),
  answer: mqttUser.extend({ password: z.string(), url: z.string() }),
  status: 201,
  privilege: "integration.manage",
  errors: ["CONFLICT"],
});

export const deleteMqttUserRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/mqtt/users/:name",
  summary: "Remove a login from the bus; its connections end at once",
  params: z.object({ name: loginName }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "integration.manage",
  errors: ["NOT_FOUND"],
});
