import { z } from "zod";
import { privilegeText } from "../domain/access.ts";
import { hostInventory } from "../domain/host.ts";
import { machineReport } from "../domain/machine.ts";
import { type ErrorCode, errorCodes } from "../errors/codes.ts";
import { problemSchema } from "../errors/nova-error.ts";
import { type JsonObject, SchemaCollector } from "../json-schema.ts";
import { nothing } from "./common.ts";
import { fleetView } from "./fleet.ts";
import { hostView, problemNote } from "./hosts.ts";
import { mqttUser } from "./integrations.ts";
import { machineRow, machineView } from "./machines.ts";
import { series } from "./metrics.ts";
import { operationView } from "./operations.ts";
import { account } from "./people.ts";
import { recordEntry } from "./record.ts";
import { bindingView, roleView } from "./roles.ts";
import type { Route } from "./route.ts";
import { type RouteName, routes } from "./routes.ts";
import { person, sessionView } from "./session.ts";
import { systemView } from "./system.ts";
import { apiToken } from "./tokens.ts";

const named = {
  Account: account,
  ApiToken: apiToken,
  Binding: bindingView,
  Fleet: fleetView,
  Host: hostView,
  HostInventory: hostInventory,
  Machine: machineView,
  MachineReport: machineReport,
  MachineRow: machineRow,
  MqttUser: mqttUser,
  Operation: operationView,
  Person: person,
  Problem: problemSchema,
  ProblemNote: problemNote,
  RecordEntry: recordEntry,
  Role: roleView,
  Series: series,
  Session: sessionView,
  System: systemView,
} as const;

/** Any route may give these, beside the ones it lists. */
export const commonErrors: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "CSRF_REFUSED",
  "PAYLOAD_TOO_LARGE",
  "RATE_LIMITED",
  "INTERNAL",
];

/** The OpenAPI 3.1 document of the route table. The same table always gives the same text. */
export function openApiDocument(version: string): JsonObject {
  const schemas = new SchemaCollector("#/components/schemas/", named);
  const paths: Record<string, JsonObject> = {};
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(name, route, schemas);
  }
  schemas.schemaOf(problemSchema, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "NovaCron",
      version,
      description: "Control plane of a fleet of KVM hosts. Errors are Problem bodies with a code.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token" },
        session: { type: "apiKey", in: "cookie", name: "novacron_session" },
      },
    },
  };
}

function operationOf(name: string, route: Route, schemas: SchemaCollector): JsonObject {
  const open = route.privilege === "public";
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route.path)],
    "x-privilege": privilegeText(route.privilege),
    security: open ? [] : [{ token: [] }, { session: [] }],
    parameters: [
      ...parametersOf(route.params, "path", schemas),
      ...parametersOf(route.query, "query", schemas),
    ],
    ...bodyOf(route, schemas),
    responses: {
      [String(route.status)]: answerOf(route, schemas),
      ...errorsOf(route),
    },
  };
}

function tagOf(path: string): string {
  return /^\/api\/v1\/(\w+)/.exec(path)?.[1] ?? "operating";
}

function parametersOf(
  schema: z.ZodType,
  place: "path" | "query",
  schemas: SchemaCollector,
): JsonObject[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const whole = schemas.schemaOf(schema, "input");
  const properties = (whole.properties ?? {}) as Record<string, JsonObject>;
  const required = (whole.required ?? []) as string[];
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: inner,
  }));
}

function bodyOf(route: Route, schemas: SchemaCollector): JsonObject {
  if (route.body === nothing) return {};
  const schema = schemas.schemaOf(route.body, "input");
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}

function answerOf(route: Route, schemas: SchemaCollector): JsonObject {
  if (route.status === 204) return { description: "Done; there is no body" };
  if (route.status === 303) return { description: "Go to the address in the Location header" };
  const schema = schemas.schemaOf(route.answer, "output");
  return { description: "The answer", content: { "application/json": { schema } } };
}

/** By status, with the codes that have it: clients match on the code. */
function errorsOf(route: Route): JsonObject {
  const found: Record<string, JsonObject> = {};
  const codes = [...new Set([...commonErrors, ...route.errors])];
  const statuses = [...new Set(codes.map((code) => errorCodes[code].status))].sort();
  for (const status of statuses) {
    const those = codes.filter((code) => errorCodes[code].status === status);
    found[String(status)] = {
      description: those.map((code) => `${code}: ${errorCodes[code].text}`).join("; "),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return found;
}
