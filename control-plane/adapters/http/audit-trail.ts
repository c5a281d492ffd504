import type { AuditDetail } from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import type { FastifyRequest } from "fastify";
import type { AuditEntry } from "../../app/audit/entry.ts";
import { personActor, unknownActor } from "../../app/audit/entry.ts";
import type { Auditing } from "../../app/control-plane.ts";
import type { Login } from "./request-context.ts";

/** What of a request the log may know. */
export interface Audited {
  readonly name: RouteName;
  readonly route: Route;
  readonly address: string;
  login: Login | null;
  /** Once they are of the documented form; before that nothing of them is written. */
  parts: { readonly params: unknown; readonly body: unknown } | null;
  /** What the handler knows better: who logged in, what was made. */
  readonly notes: Partial<AuditEntry>[];
}

/**
 * Fields of a body that may stand in the log: names, kinds and numbers that say what was asked. A field
 * that is not in this list is never written, so that a new secret in some body is left out by itself.
 */
const plainFields = new Set([
  "action",
  "autostart",
  "batch",
  "canaries",
  "confirmWithinMs",
  "cpus",
  "disabled",
  "expiresAt",
  "expiresInDays",
  "fullName",
  "groups",
  "host",
  "hosts",
  "id",
  "kind",
  "label",
  "machine",
  "machines",
  "memoryBytes",
  "metricsIntervalMs",
  "mustChangePassword",
  "name",
  "owner",
  "permissions",
  "person",
  "project",
  "reason",
  "role",
  "scope",
  "secondFactor",
  "seconds",
  "storageBytes",
  "subject",
  "tags",
  "title",
  "uses",
  "vcpus",
  "version",
]);

/** On reads only these are refusals; that something is not there is an answer. */
const refusedReads = new Set([
  "BAD_CREDENTIALS",
  "CSRF_REFUSED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "UNAUTHENTICATED",
]);

const names = Object.keys(routes) as RouteName[];

/**
 * Runs a request so that the audit log knows of it: a change and its outcome, or a refusal. A change that
 * a login asks for is in the log before it acts; what anybody may ask for only after, so that nobody
 * without a login can make the log write twice.
 */
export async function audited<T>(
  log: Auditing,
  what: Audited,
  steps: { readonly admit: () => Promise<void>; readonly act: () => Promise<T> },
): Promise<T> {
  try {
    await steps.admit();
  } catch (error) {
    refuse(log, what, error);
    throw error;
  }
  const begins = changes(what.route) && what.route.privilege !== "public";
  const open = begins ? await log.beginChange(entryOf(what)) : null;
  let answer: T;
  try {
    answer = await steps.act();
  } catch (error) {
    if (open === null) refuse(log, what, error);
    else if (error instanceof Error) written.add(error);
    await open?.end(outcomeOf(codeOf(error)), codeOf(error), entryOf(what));
    throw error;
  }
  if (open !== null) await open.end("done", null, entryOf(what));
  else if (changes(what.route)) {
    await log.recordChange({ ...entryOf(what), outcome: "done", code: null });
  }
  return answer;
}

/** Errors that have their row: what fails before a route's own steps is seen only by the error handler. */
const written = new WeakSet<object>();

/** A change that was refused before its route was asked: a body that is no JSON, too large, too slow. */
export function refusedEarly(log: Auditing, request: FastifyRequest, error: unknown): void {
  const { url, method } = request.routeOptions;
  const name = names.find((one) => routes[one].path === url && routes[one].method === method);
  if (name === undefined || (error instanceof Error && written.has(error))) return;
  const route: Route = routes[name];
  refuse(log, { name, route, address: request.ip, login: null, parts: null, notes: [] }, error);
}

function refuse(log: Auditing, what: Audited, error: unknown): void {
  if (error instanceof Error) written.add(error);
  const code = codeOf(error);
  if (!changes(what.route) && !refusedReads.has(code)) return;
  log.refused({ ...entryOf(what), outcome: outcomeOf(code), code });
}

/** What failed in a way that was not expected may have taken effect in part. */
function outcomeOf(code: string): "refused" | "unknown" {
  return code === "INTERNAL" ? "unknown" : "refused";
}

function codeOf(error: unknown): string {
  if (error instanceof NovaError) return error.code;
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : null;
  if (status === 413) return "PAYLOAD_TOO_LARGE";
  return typeof status === "number" && status >= 400 && status < 500 ? "BAD_REQUEST" : "INTERNAL";
}

function changes({ method, audit }: Route): boolean {
  return audit === undefined ? method !== "GET" : audit === "change";
}

function entryOf(what: Audited): Omit<AuditEntry, "outcome" | "code"> {
  const { name, login, address, parts, notes } = what;
  const actor = login === null ? unknownActor(address) : personActor(login.person, address);
  // Of who proved nothing no word is kept: people type passwords where names belong.
  const detail = parts === null || login === null ? {} : plainParts(parts.body);
  const target = parts === null ? null : targetOf(parts);
  const noted = Object.assign({}, ...notes) as Partial<AuditEntry>;
  return { actor, action: name, target, ...noted, detail: { ...detail, ...noted.detail } };
}

/** `machine:<id>`; parameters are ids and names by their schemas. */
function targetOf({ params, body }: NonNullable<Audited["parts"]>): string | null {
  const pairs = Object.entries(params as Record<string, unknown>);
  if (pairs.length > 0) return pairs.map(([key, value]) => `${key}:${value}`).join(" ");
  const machine = typeof body === "object" && body !== null && "machine" in body && body.machine;
  return typeof machine === "string" ? `machine:${machine}` : null;
}

function plainParts(body: unknown): AuditDetail {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return {};
  const kept: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(body)) {
    if (!plainFields.has(key)) continue;
    const isPlain = value === null || typeof value !== "object";
    kept[key] = isPlain ? (value as string | number | boolean | null) : JSON.stringify(value);
  }
  return kept;
}
