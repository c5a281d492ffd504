import { encodingFor } from "@novacron/control-plane/adapters/http/compress";
import { cookieOf, originOf } from "@novacron/control-plane/adapters/http/request-context";
import { factsOf, unknownActor } from "@novacron/control-plane/app/audit/entry";
import {
  type FilterableMachine,
  parseMachineFilter,
} from "@novacron/protocol/domain/machine-filter";
import { parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { liveRequest } from "@novacron/protocol/http/live";
import type { Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import fc from "fast-check";
import { mutated } from "../mutated.ts";
import { nothingThrown, target } from "../target.ts";

const machine: FilterableMachine = {
  id: "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
  name: "web-1",
  provider: "kvm",
  state: "running",
  reason: "booted",
  host: "h",
  hostName: "h1",
  hostState: "online",
  simulated: false,
  conflict: false,
  demo: false,
  autostart: "off",
  addresses: ["10.0.0.1"],
  tags: ["db"],
  project: null,
  vcpus: 2,
  memoryBytes: 2 ** 30,
  cpuUsed: 0.5,
  memoryUsedBytes: null,
  diskBytesPerSecond: null,
  nicBytesPerSecond: null,
};
const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const names = Object.keys(routes) as RouteName[];
const bodies = [
  JSON.stringify({ id, kind: "machine.start", machine: id, params: {} }),
  JSON.stringify({ name: "anna", password: "a long password", code: "123456" }),
  JSON.stringify({ label: "x", role: "viewer", scope: { kind: "everything" }, expiresInDays: 3 }),
  JSON.stringify({
    token: `nct1.${id}.${"s".repeat(43)}.${"h".repeat(43)}`,
    request: "-----BEGIN",
    host: id,
  }),
];
const queries = [
  "limit=1&offset=2",
  "filter=state:running cpu>80",
  "from=1&to=2&points=100",
  "at=5&text=a",
];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const httpTargets = [
  target({
    name: "http-body",
    from: "any caller of the API",
    inputs: fc.tuple(fc.constantFrom(...names), mutated(bodies)),
    run: ([name, text]) => {
      const route: Route = routes[name];
      return route.body.safeParse(jsonOf(text));
    },
    isRefusal: nothingThrown,
  }),
  target({
    name: "http-query",
    from: "any caller of the API",
    inputs: fc.tuple(fc.constantFrom(...names), mutated(queries)),
    run: ([name, text]) => {
      const route: Route = routes[name];
      const query = Object.fromEntries(new URLSearchParams(text));
      return [route.query.safeParse(query), route.params.safeParse(query)];
    },
    isRefusal: nothingThrown,
  }),
  target({
    name: "http-headers",
    from: "any caller of the API",
    inputs: mutated([
      "novacron_session=abc; other=1",
      "br;q=1, gzip;q=0",
      "https://h.example:8470",
    ]),
    run: (text) => {
      cookieOf(text, "novacron_session");
      encodingFor(text);
      return originOf({ headers: { origin: text, host: "h.example:8470" } } as never);
    },
    isRefusal: nothingThrown,
  }),
  target({
    name: "machine-filter",
    from: "any person who is logged in",
    inputs: mutated([
      'state:running host:h3 tag:db cpu>80 -is:demo web "a b" name:*x* memory>4GiB',
    ]),
    run: (text) => parseMachineFilter(text).matches(machine),
    isRefusal: nothingThrown,
  }),
  target({
    name: "live-request",
    from: "any person who is logged in",
    inputs: mutated([JSON.stringify({ type: "watch", machines: [id], fleet: true })]),
    run: (text) => liveRequest.safeParse(jsonOf(text)),
    isRefusal: nothingThrown,
  }),
  target({
    name: "enrolment-token",
    from: "anybody",
    inputs: mutated([`nct1.${id}.${"s".repeat(43)}.${"h".repeat(43)}`]),
    run: (text) => parseEnrolmentToken(text),
    isRefusal: nothingThrown,
  }),
  target({
    name: "audit-text",
    from: "anybody who is refused",
    inputs: fc.tuple(mutated(["path:/api", "anna"]), mutated(["topic"])),
    run: ([text, detail]) => {
      const entry = { actor: unknownActor(text), action: text, target: text, detail: { detail } };
      const facts = factsOf({ ...entry, outcome: "refused", code: null }, 1);
      if (/[\p{Cc}\u202a-\u202e]/u.test(JSON.stringify(facts).replace(/\\u[0-9a-f]{4}/g, ""))) {
        throw new Error("a control character came into the audit log");
      }
    },
    isRefusal: nothingThrown,
  }),
];
