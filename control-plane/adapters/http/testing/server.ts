import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../../../ports/log.ts";
import { HttpServer, type HttpServerOptions } from "../http-server.ts";
import { StandIn } from "./stand-in.ts";

export interface TestServer {
  readonly app: StandIn;
  readonly port: number;
  readonly url: string;
  readonly consoleDirectory: string;
  readonly logged: string[];
  stop(): Promise<void>;
}

/** The real server on a free port, with the stand-in behind it; answers are held against their schemas. */
export async function testServer(more: Partial<HttpServerOptions> = {}): Promise<TestServer> {
  const app = new StandIn();
  const consoleDirectory = await mkdtemp(join(tmpdir(), "novacron-console-"));
  const logged: string[] = [];
  const server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    tls: null,
    trustedProxies: [],
    consoleDirectory,
    metricsOpen: false,
    version: "0.1.0",
    app,
    clock: { now: Date.now, monotonicMs: () => performance.now(), after: () => () => undefined },
    log: keeping(logged),
    upgrades: [],
    checkAnswers: true,
    anonymousLimit: { burst: 10_000, perSecond: 1_000, addresses: 10 },
    ...more,
  });
  await server.start(new AbortController().signal);
  const port = server.port();
  return {
    app,
    port,
    url: `http://127.0.0.1:${port}`,
    consoleDirectory,
    logged,
    stop: async () => {
      await server.stop();
      await rm(consoleDirectory, { recursive: true, force: true });
    },
  };
}

function keeping(lines: string[]): Log {
  const keep = (fields: object, message: string) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: keep, info: keep, notice: keep, warn: keep, error: keep };
}
