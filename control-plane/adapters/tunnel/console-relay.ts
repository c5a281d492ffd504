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
  readonly person: () => Person;
  readonly personId: string;
  readonly stands: () => Promise<boolean>;
}

type Standing = Pick<RelayLogin, "personId" | "stands">;

export interface ConsoleRelayOptions {
  /** Proves login, origin and role of an upgrade; rejects with a NovaError. */
  readonly admit: (request: IncomingMessage) => Promise<RelayLogin>;
  readonly take: (
    person: Person,
    machine: MachineId,
    operation: OperationId,
  ) => Promise<TunnelStream>;
  /** Whether that person may still be at that console. */
  readonly mayStay: (person: Person, machine: MachineId) => boolean;
  readonly log: Log;
}

/** What a person types at once; a paste is cut into frames by the browser. */
const frameBytes = 64 * 1024;
const loginCheckMs = 5_000;
const pathForm = /^\/api\/v1\/machines\/([^/]+)\/console\/([^/]+)$/;

/** The browser's end of a console: joins its WebSocket with the stream that the agent dialled. */
export class ConsoleRelay {
  readonly #options: ConsoleRelayOptions;
  /** Open consoles, each with what looks whether its login still stands. */
  readonly #open = new Map<WsStream, { readonly personId: string; readonly check: () => void }>();
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
      login.person(),
      machine as MachineId,
      operation as OperationId,
    );
    // Where the browser went away meanwhile the upgrade never calls back.
    if (socket.destroyed) stream.close("the browser went away");
    else {
      socket.once("close", () => stream.close("the browser closed the console"));
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        void this.#join(new WsStream(ws), stream, {
          personId: login.personId,
          stands: async () =>
            (await login.stands()) && this.#options.mayStay(login.person(), machine as MachineId),
        });
      });
    }
  }

  async stop(): Promise<void> {
    for (const browser of this.#open.keys()) browser.close("the control plane stops");
  }

  /** Sessions, tokens or rights of a person changed: consoles that hang on one close at once. */
  loginEnded(personId: string): void {
    for (const open of this.#open.values()) if (open.personId === personId) open.check();
  }

  async #join(browser: WsStream, agent: TunnelStream, login: Standing): Promise<void> {
    const end = (reason: string) => {
      browser.close(reason);
      agent.close(reason);
    };
    const check = () => {
      login.stands().then(
        (stands) => (stands ? undefined : end("the login ended")),
        (error: unknown) =>
          this.#options.log.warn({ error }, "the login of a console could not be checked"),
      );
    };
    const timer = setInterval(check, loginCheckMs);
    this.#open.set(browser, { personId: login.personId, check });
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
