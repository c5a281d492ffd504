import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostId, machineId, operationId } from "@novacron/protocol/domain/ids";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { TunnelStream } from "../../ports/tunnel-hub.ts";
import { ConsoleRelay } from "./console-relay.ts";
import { WsTunnelHub } from "./ws-tunnel-hub.ts";

const machine = machineId.parse("1b4e28ba-2fa1-41d2-883f-0016d3cca427");
const secret = "s".repeat(43);
const never = new AbortController().signal;
const person = { name: "otto", role: "operator" } as Person;

let hub: WsTunnelHub;
let relay: ConsoleRelay;
let server: Server;
let stands = true;
let mayStay = true;
let taken: TunnelStream | null = null;
let sockets: WebSocket[] = [];

beforeEach(async () => {
  hub = new WsTunnelHub();
  taken = null;
  stands = true;
  mayStay = true;
  sockets = [];
  relay = new ConsoleRelay({
    admit: async (request: IncomingMessage) => {
      if (request.headers.cookie === undefined) throw new NovaError("UNAUTHENTICATED", "x");
      return { person: () => person, personId: person.id, stands: async () => stands };
    },
    take: async () => {
      if (taken === null) throw new NovaError("TICKET_REFUSED", "x");
      const stream = taken;
      taken = null;
      return stream;
    },
    mayStay: () => mayStay,
    log: { debug() {}, info() {}, notice() {}, warn() {}, error() {} },
  });
  server = createServer();
  server.on("upgrade", (request, socket, head) => {
    const route = [hub, relay].find((one) => one.matches(request.url ?? ""));
    route?.upgrade(request, socket, head).catch((error: NovaError) => {
      socket.end(`HTTP/1.1 403 ${error.code}\r\nconnection: close\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await hub.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function ticketOf(over: Partial<TunnelTicket> = {}): TunnelTicket {
  const id = operationId.parse(randomUUID());
  return {
    id,
    kind: "serial-console",
    machine,
    generation: 0,
    path: `/tunnel/v1/${id}`,
    secret,
    validForMs: 20_000,
    ...over,
  };
}

function dial(path: string, headers: Record<string, string>): WebSocket {
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  socket.on("error", () => undefined);
  sockets.push(socket);
  return socket;
}

const outcome = (socket: WebSocket): Promise<"open" | "refused"> =>
  new Promise((resolve) => {
    socket.once("open", () => resolve("open"));
    socket.once("close", () => resolve("refused"));
  });

const withSecret = { authorization: `Bearer ${secret}` };

async function joined(): Promise<{ agent: WebSocket; stream: TunnelStream }> {
  const ticket = ticketOf();
  const expected = hub.expect(ticket, never);
  const agent = dial(ticket.path, withSecret);
  expect(await outcome(agent)).toBe("open");
  return { agent, stream: await expected };
}

describe("tickets", () => {
  it("join the one who waits with the one who dials", async () => {
    const { agent, stream } = await joined();
    agent.send(Buffer.from("login: "));
    for await (const bytes of stream.incoming) {
      expect(Buffer.from(bytes).toString()).toBe("login: ");
      break;
    }
    expect(hub.open()).toBe(1);
  });

  it("are good for one dial", async () => {
    const ticket = ticketOf();
    const expected = hub.expect(ticket, never);
    expect(await outcome(dial(ticket.path, withSecret))).toBe("open");
    await expected;
    expect(await outcome(dial(ticket.path, withSecret))).toBe("refused");
  });

  it("need their secret, and a wrong one does not use them up", async () => {
    const ticket = ticketOf();
    const expected = hub.expect(ticket, never);
    for (const headers of [{}, { authorization: `Bearer ${"t".repeat(43)}` }]) {
      expect(await outcome(dial(ticket.path, headers as Record<string, string>))).toBe("refused");
    }
    expect(await outcome(dial(ticket.path, withSecret))).toBe("open");
    await expected;
  });

  it("of which nobody knows open nothing", async () => {
    expect(await outcome(dial(`/tunnel/v1/${randomUUID()}`, withSecret))).toBe("refused");
  });

  it("end with their time, and then the dial is refused", async () => {
    const ticket = ticketOf({ validForMs: 1 });
    await expect(hub.expect(ticket, never)).rejects.toMatchObject({ code: "TICKET_REFUSED" });
    expect(await outcome(dial(ticket.path, withSecret))).toBe("refused");
  });

  it("end when nobody waits any more", async () => {
    const stop = new AbortController();
    const ticket = ticketOf();
    const expected = hub.expect(ticket, stop.signal);
    stop.abort();
    await expect(expected).rejects.toMatchObject({ code: "TICKET_REFUSED" });
    expect(await outcome(dial(ticket.path, withSecret))).toBe("refused");
  });

  it("are bounded", async () => {
    const small = new WsTunnelHub({ waiting: 1, open: 1, frameBytes: 1_024 });
    const stop = new AbortController();
    const first = small.expect(ticketOf(), stop.signal);
    await expect(small.expect(ticketOf(), never)).rejects.toMatchObject({ code: "OVERLOADED" });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: "TICKET_REFUSED" });
  });
});

describe("a host", () => {
  const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");

  it("is the only one that may dial with its ticket", async () => {
    const asked: unknown[] = [];
    hub = new WsTunnelHub(undefined, (of, certificate) => {
      asked.push([of, certificate]);
      return asked.length > 1;
    });
    const ticket = ticketOf();
    const expected = hub.expect(ticket, never, host);
    expect(await outcome(dial(ticket.path, withSecret))).toBe("refused");
    expect(await outcome(dial(ticket.path, withSecret))).toBe("open");
    await expected;
    expect(asked).toEqual([
      [host, null],
      [host, null],
    ]);
  });

  it("that is no longer trusted loses its streams and its tickets at once", async () => {
    const [ticket, unused] = [ticketOf(), ticketOf()];
    const expected = hub.expect(ticket, never, host);
    const refusal = expect(hub.expect(unused, never, host)).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
    const agent = dial(ticket.path, withSecret);
    expect(await outcome(agent)).toBe("open");
    await expected;
    const closed = new Promise<string>((resolve) =>
      agent.once("close", (_code, reason) => resolve(reason.toString())),
    );
    hub.closeHost(host, "revoked");
    expect(await closed).toBe("revoked");
    await refusal;
    expect(await outcome(dial(unused.path, withSecret))).toBe("refused");
  });
});

describe("back-pressure", () => {
  it("reads no more from an agent than the reader takes, and loses nothing", async () => {
    const { agent, stream } = await joined();
    const chunk = Buffer.alloc(64 * 1024, 7);
    const count = 400;
    for (let turn = 0; turn < count; turn += 1) agent.send(chunk);
    let received = 0;
    for await (const bytes of stream.incoming) {
      received += bytes.length;
      if (received === chunk.length * count) break;
    }
    expect(received).toBe(chunk.length * count);
  });

  it("tells a writer when the other side has gone", async () => {
    const { agent, stream } = await joined();
    agent.terminate();
    const writing = async () => {
      for (let turn = 0; turn < 10_000; turn += 1) await stream.write(Buffer.alloc(64 * 1024));
    };
    await expect(writing()).rejects.toThrow();
  });
});

describe("the browser's side", () => {
  const path = `/api/v1/machines/${machine}/console/${randomUUID()}`;
  const cookie = { cookie: "novacron_session=x" };

  it("carries bytes in both directions and ends with the agent", async () => {
    const { agent, stream } = await joined();
    taken = stream;
    const browser = dial(path, cookie);
    expect(await outcome(browser)).toBe("open");
    const shown = new Promise<string>((resolve) => {
      browser.on("message", (data) => resolve(data.toString()));
    });
    const typed = new Promise<string>((resolve) => {
      agent.on("message", (data) => resolve(data.toString()));
    });
    agent.send(Buffer.from("debian login: "));
    browser.send(Buffer.from("root\r"));
    expect([await shown, await typed]).toEqual(["debian login: ", "root\r"]);
    const ended = new Promise<number>((resolve) => browser.on("close", resolve));
    agent.close();
    expect(await ended).toBe(1000);
  });

  it("ends the agent's stream when the browser goes away", async () => {
    const { agent, stream } = await joined();
    taken = stream;
    const browser = dial(path, cookie);
    expect(await outcome(browser)).toBe("open");
    const ended = new Promise((resolve) => agent.on("close", resolve));
    browser.terminate();
    await ended;
  });

  it.each([
    [
      "its login ended",
      () => {
        stands = false;
      },
    ],
    [
      "its person may not be at this console any more",
      () => {
        mayStay = false;
      },
    ],
  ])("ends at once when %s, and not when another's did", async (_, change) => {
    const { agent, stream } = await joined();
    taken = stream;
    const browser = dial(path, cookie);
    expect(await outcome(browser)).toBe("open");
    relay.loginEnded(person.id);
    const shown = new Promise<string>((resolve) => {
      browser.on("message", (data) => resolve(data.toString()));
    });
    agent.send(Buffer.from("still here"));
    expect(await shown).toBe("still here");
    const ended = Promise.all(
      [browser, agent].map((socket) => new Promise((resolve) => socket.on("close", resolve))),
    );
    change();
    relay.loginEnded(person.id);
    await ended;
  });

  it("needs a login and an opened console", async () => {
    expect(await outcome(dial(path, {}))).toBe("refused");
    expect(await outcome(dial(path, cookie))).toBe("refused");
    const bad = `/api/v1/machines/x/console/${randomUUID()}`;
    expect(await outcome(dial(bad, cookie))).toBe("refused");
  });
});
