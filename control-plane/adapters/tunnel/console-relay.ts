import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { isUuid, type MachineId, type OperationId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import { WebSocketServer } from "ws";
import type { Log } from "../../ports/log.ts";
import type { TunnelStream } from "../../ports/tunnel-hub.ts";
import { WsStream } from "./ws-stream.ts";

export interface RelayLogin {
  readonly person: Person;
  readonly stands: () => Promise<boolean>;
}

export interface ConsoleRelayOptions {
  /** Proves login, origin and role of an upgrade; rejects with a NovaError. */
  readonly admit: (request: IncomingMessage) => Promise<RelayLogin>;
  readonly take: (
    person: Person,
    machine: MachineId,
    operation: OperationId,
  ) => Promise<TunnelStream>;
  readonly log: Log;
}

/** What a person types at once; a paste is cut into frames by the browser. */
const frameBytes = 64 * 1024;
const loginCheckMs = 5_000;
const pathForm = /^\/api\/v1\/machines\/([^/]+)\/console\/([^/]+)$/;

/** The browser's end of a console: joins its WebSocket with the stream that the agent dialled. */
export class ConsoleRelay {
  readonly #options: ConsoleRelayOptions;
  readonly #open = new Set<WsStream>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });

  constructor(options: ConsoleRelayOptions) {
    this.#options = options;
  }

  matches(path: string): boolean {
    return pathForm.test(path);
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const found = pathForm.exec((request.url ?? "").split("?")[0] ?? "");
    const [, machine = "", operation = ""] = found ?? [];
    if (!isUuid(machine) || !isUuid(operation)) throw new NovaError("NOT_FOUND", "open a console");
    const login = await this.#options.admit(request);
    const stream = await this.#options.take(
      login.person,
      machine as MachineId,
      operation as OperationId,
    );
    // Where the browser went away meanwhile the upgrade never calls back.
    if (socket.destroyed) stream.close("the browser went away");
    else {
      socket.once("close", () => stream.close("the browser closed the console"));
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        void this.#join(new WsStream(ws), stream, login);
      });
    }
  }

  async stop(): Promise<void> {
    for (const browser of this.#open) browser.close("the control plane stops");
  }

  async #join(browser: WsStream, agent: TunnelStream, login: RelayLogin): Promise<void> {
    this.#open.add(browser);
    const end = (reason: string) => {
      browser.close(reason);
      agent.close(reason);
    };
    const timer = setInterval(() => {
      login.stands().then(
        (stands) => (stands ? undefined : end("the login ended")),
        (error: unknown) =>
          this.#options.log.warn({ error }, "the login of a console could not be checked"),
      );
    }, loginCheckMs);
    try {
      await Promise.race([pour(browser, agent), pour(agent, browser)]);
      end("the console ended");
    } catch {
      end("the connection was lost");
    } finally {
      clearInterval(timer);
      this.#open.delete(browser);
    }
  }
}

/** One way of the stream: the next bytes are read only when the last ones were taken. */
async function pour(from: Pick<TunnelStream, "incoming">, to: TunnelStream): Promise<void> {
  for await (const bytes of from.incoming) await to.write(bytes);
}
