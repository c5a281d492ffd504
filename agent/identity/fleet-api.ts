import { request } from "node:http";
import { fromProblem, NovaError, problemSchema } from "@novacron/protocol/errors/nova-error";
import type { Route } from "@novacron/protocol/http/route";
import { enrolRoute, type Membership, renewRoute, trustRoute } from "@novacron/protocol/http/trust";
import type { z } from "zod";
import { openFleetSocket } from "./fleet-socket.ts";

export interface FleetApiOptions {
  /** `https://host:port` */
  readonly url: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

const answerBytes = 256 * 1024;
const deadlineMs = 20_000;

/** The few questions an agent has for the control plane, each over a connection of its own. */
export class FleetApi {
  readonly #options: FleetApiOptions;

  constructor(options: FleetApiOptions) {
    this.#options = options;
  }

  /** The control plane's clock. */
  async time(): Promise<number> {
    return (await this.#ask(trustRoute, undefined)).now;
  }

  enrol(body: z.input<typeof enrolRoute.body>): Promise<Membership> {
    return this.#ask(enrolRoute, body);
  }

  renew(body: z.input<typeof renewRoute.body>): Promise<Membership> {
    return this.#ask(renewRoute, body);
  }

  async #ask<R extends Route>(route: R, body: unknown): Promise<z.output<R["answer"]>> {
    const attempted = `${route.method} ${route.path}`;
    const { status, text } = await this.#send(
      route,
      body === undefined ? "" : JSON.stringify(body),
    );
    const value = jsonOf(text);
    if (status === route.status) {
      const answer = route.answer.safeParse(value);
      if (answer.success) return answer.data as z.output<R["answer"]>;
    }
    const problem = problemSchema.safeParse(value);
    if (problem.success) throw fromProblem(problem.data);
    throw new NovaError("UNREACHABLE", attempted, { details: { status } });
  }

  #send(route: Route, body: string): Promise<{ readonly status: number; readonly text: string }> {
    const { hostname, port } = new URL(this.#options.url);
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const attempted = `${route.method} ${route.path} at ${this.#options.url}`;
    return new Promise((resolve, reject) => {
      const socket = openFleetSocket({ ...this.#options, host, port: portOf(port) });
      const fail = (cause: unknown): void => {
        clearTimeout(timer);
        socket.destroy();
        const error = new NovaError("UNREACHABLE", attempted, { cause });
        reject(cause instanceof NovaError ? cause : error);
      };
      const timer = setTimeout(() => fail(new Error("no answer in time")), deadlineMs);
      const asking = request({
        method: route.method,
        path: route.path,
        host: hostname,
        // The socket is TLS already; `http` only speaks through it.
        createConnection: () => socket,
        headers: {
          host: `${hostname}:${portOf(port)}`,
          connection: "close",
          ...(body === "" ? {} : { "content-type": "application/json" }),
          "content-length": Buffer.byteLength(body),
        },
      });
      asking.once("error", fail);
      asking.once("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > answerBytes) fail(new Error("the answer is too long"));
        });
        answer.once("error", fail);
        answer.once("end", () => {
          clearTimeout(timer);
          socket.destroy();
          resolve({ status: answer.statusCode ?? 0, text });
        });
      });
      asking.end(body);
    });
  }
}

export function portOf(text: string): number {
  return text === "" ? 443 : Number(text);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
