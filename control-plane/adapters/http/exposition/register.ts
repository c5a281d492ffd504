import { monitorEventLoopDelay } from "node:perf_hooks";
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { mayUse } from "@novacron/protocol/domain/access";
import { type Holder, holderOf } from "@novacron/protocol/domain/may";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { apiHeaders } from "../api-headers.ts";
import { throttle } from "../api-routes.ts";
import type { HttpContext } from "../http-context.ts";
import { loginOf } from "../request-context.ts";
import { controlPlaneExposition, type ProcessFigures } from "./control-plane.ts";
import { fleetExposition } from "./fleet.ts";
import { expositionType } from "./text.ts";

const attempted = "GET /metrics";
/** Expositions under way at once: each walks the whole fleet. */
const atOnce = 2;

/** `/metrics` for Prometheus: shows what the login may see; needs one unless it was configured open. */
export function registerExposition(
  server: FastifyInstance,
  context: HttpContext,
  open: boolean,
): void {
  const figures = processReader();
  let running = 0;
  server.get("/metrics", async (request, reply) => {
    const who = open ? holderOf("viewer") : await admit(context, request);
    if (running >= atOnce) throw new NovaError("OVERLOADED", attempted);
    running += 1;
    const system = await context.app.system().catch((error: unknown) => {
      running -= 1;
      throw error;
    });
    const seen = context.app.seenBy(who);
    const newest = seen.newestSampleAt();
    const age = newest === null ? null : Math.max(0, context.clock.now() - newest) / 1_000;
    const stream = Readable.from(
      turns([
        ...(mayUse(who, "system.view").length === 0
          ? [controlPlaneExposition(system, figures(), age)]
          : []),
        fleetExposition(seen),
      ]),
      { objectMode: false, highWaterMark: 256 * 1024 },
    );
    stream.once("close", () => {
      running -= 1;
    });
    return reply.headers(apiHeaders).header("content-type", expositionType).send(stream);
  });
}

async function admit(context: HttpContext, request: FastifyRequest): Promise<Holder> {
  const login = await loginOf(request.raw, context.app);
  if (login === null) {
    throttle(context, request, attempted);
    throw new NovaError("UNAUTHENTICATED", attempted);
  }
  const obstacles = mayUse(login.person, ["machine.view", "host.view"]);
  if (obstacles.length > 0) throw new NovaError("FORBIDDEN", attempted);
  return login.person;
}

/** Joins small pieces and gives others a turn between large ones. */
async function* turns(parts: readonly Generator<string>[]): AsyncGenerator<string> {
  let text = "";
  for (const part of parts) {
    for (const piece of part) {
      text += piece;
      if (text.length < 64 * 1024) continue;
      yield text;
      text = "";
      await turn();
    }
  }
  if (text !== "") yield text;
}

function processReader(): () => ProcessFigures {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedAtMs = performance.timeOrigin;
  return () => {
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage();
    const loopDelaySeconds = delay.percentile(99) / 1e9;
    delay.reset();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: memory.rss,
      heapBytes: memory.heapUsed,
      startedAtMs,
      loopDelaySeconds,
    };
  };
}
