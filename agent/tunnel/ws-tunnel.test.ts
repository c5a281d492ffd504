import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createPlainServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { sampleTicket } from "../ports/tunnel.contract.ts";
import { streamLimits } from "./limits.ts";
import { WsDeviceStream } from "./ws-device-stream.ts";
import { WsTunnel, type WsTunnelOptions } from "./ws-tunnel.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const never = (): AbortSignal => new AbortController().signal;
const said: string[] = [];
const say = (fields: object, message: string): void => {
  said.push(`${message} ${JSON.stringify(fields)}`);
};
const log = { debug: say, info: say, warn: say, error: say };

/** A control plane that gives each new stream to `serve`. */
async function serve(
  onStream: (socket: WebSocket, request: IncomingMessage) => void,
  limits: WsTunnelOptions["limits"] = {},
): Promise<{ tunnel: WsTunnel; server: Server; port: number }> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket, request) => {
    socket.on("error", () => undefined);
    onStream(socket, request);
  });
  const port = await listen(server);
  undo.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { tunnel: tunnelTo(port, limits), server, port };
}

async function listen(server: Server | ReturnType<typeof createPlainServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function tunnelTo(port: number, limits: WsTunnelOptions["limits"] = {}): WsTunnel {
  return new WsTunnel({ url: `ws://127.0.0.1:${port}`, log, limits });
}

async function dial(tunnel: WsTunnel): Promise<WsDeviceStream> {
  const stream = await tunnel.dial(sampleTicket(), never());
  undo.push(() => stream.close());
  if (!(stream instanceof WsDeviceStream)) throw new Error("another kind of stream");
  return stream;
}

async function readAll(stream: WsDeviceStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("WsTunnel.dial", () => {
  it("shows the secret in the header alone and takes bytes sent right behind the handshake", async () => {
    const requests: IncomingMessage[] = [];
    const { tunnel } = await serve((socket, request) => {
      requests.push(request);
      socket.send(Buffer.from("login: "));
      socket.close();
    });
    const ticket = sampleTicket();
    expect((await readAll(await dial(tunnel))).toString()).toBe("login: ");
    expect(requests[0]?.url).toBe(ticket.path);
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${ticket.secret}`);
  });

  it.each([
    [401, "TICKET_REFUSED"],
    [403, "TICKET_REFUSED"],
    [302, "UNREACHABLE"],
    [502, "UNREACHABLE"],
  ])("takes HTTP %i for %s and tells nobody the secret", async (status, code) => {
    const server = createServer((_, answer) => answer.writeHead(status).end("no"));
    server.on("upgrade", (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    const port = await listen(server);
    undo.push(() => server.close());
    const tunnel = tunnelTo(port);
    const error: unknown = await tunnel.dial(sampleTicket(), never()).catch((one) => one);
    expect(error).toMatchObject({ code });
    const { stack, message } = error as Error;
    expect([JSON.stringify(error), stack, message, ...said].join()).not.toContain(
      sampleTicket().secret,
    );
    expect(tunnel.counters()).toMatchObject({ open: 0, dialled: 0, refused: 1 });
  });

  it("is UNREACHABLE where nobody listens, and where nobody answers in the ticket's time", async () => {
    const silent = createPlainServer((socket) => undo.push(() => socket.destroy()));
    const port = await listen(silent);
    await expect(
      tunnelTo(port, { handshakeMs: 50 }).dial(sampleTicket(), never()),
    ).rejects.toMatchObject({ code: "UNREACHABLE" });
    await Promise.all([undo.splice(0).map((one) => one()), silent.close()]);
    await expect(tunnelTo(port).dial(sampleTicket(), never())).rejects.toMatchObject({
      code: "UNREACHABLE",
    });
  });

  it("stops dialling when cancelled", async () => {
    const silent = createPlainServer((socket) => undo.push(() => socket.destroy()));
    const port = await listen(silent);
    undo.push(() => silent.close());
    const controller = new AbortController();
    const dialling = tunnelTo(port).dial(sampleTicket(), controller.signal);
    silent.once("connection", () => controller.abort());
    await expect(dialling).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it.each(["", "http://here", "ws://me:secret@here", "ws://here?token=1"])(
    "refuses the address %j",
    (url) => {
      expect(() => new WsTunnel({ url, log })).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID" }),
      );
    },
  );
});

describe("a tunnel stream", () => {
  it("holds a fast sender back while its reader sleeps, and loses nothing", async () => {
    const total = 48 * 1024 * 1024;
    const frame = Buffer.alloc(64 * 1024, 1);
    let far: WebSocket | null = null;
    const { tunnel } = await serve((socket) => {
      far = socket;
      for (let sent = 0; sent < total; sent += frame.length) socket.send(frame);
      socket.close();
    });
    const stream = await dial(tunnel);
    await expect.poll(() => stream.waitingBytes).toBeGreaterThanOrEqual(streamLimits.windowBytes);
    const most = streamLimits.windowBytes + 2 * streamLimits.frameBytes;
    for (let turn = 0; turn < 20; turn += 1) {
      expect(stream.waitingBytes).toBeLessThanOrEqual(most);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((far as WebSocket | null)?.bufferedAmount).toBeGreaterThan(total / 2);
    let received = 0;
    for await (const chunk of stream.incoming) {
      received += chunk.length;
      expect(stream.waitingBytes).toBeLessThanOrEqual(most);
    }
    expect(received).toBe(total);
  });

  it("makes its writer wait while the far end does not read", async () => {
    let far: WebSocket | null = null;
    const { tunnel } = await serve((socket) => {
      far = socket;
      socket.pause();
    });
    const stream = await dial(tunnel);
    await expect.poll(() => far !== null).toBe(true);
    const chunk = Buffer.alloc(1024 * 1024, 2);
    const total = 40;
    let written = 0;
    const writing = (async () => {
      for (; written < total; written += 1) await stream.write(chunk);
    })();
    const socket = far as unknown as WebSocket;
    let received = 0;
    socket.on("message", (data: Buffer) => {
      received += data.length;
    });
    let before = -1;
    const isStill = (): boolean => {
      const still = before === written;
      before = written;
      return still;
    };
    await expect.poll(isStill, { interval: 50 }).toBe(true);
    expect(written).toBeLessThan(total);
    socket.resume();
    await writing;
    await expect.poll(() => received).toBe(total * chunk.length);
  });

  it("cuts what is written into frames of bounded size", async () => {
    const sizes: number[] = [];
    const { tunnel } = await serve((socket) => {
      socket.on("message", (data: Buffer) => sizes.push(data.length));
    });
    const stream = await dial(tunnel);
    await stream.write(Buffer.alloc(150_000));
    await expect.poll(() => sizes.reduce((sum, size) => sum + size, 0)).toBe(150_000);
    expect(Math.max(...sizes)).toBe(streamLimits.frameBytes);
  });

  it.each([
    ["too large a frame", (far: WebSocket) => far.send(Buffer.alloc(1_100_000)), 1_009],
    ["text", (far: WebSocket) => far.send("hello"), 1_003],
  ])("ends at %s", async (_, misbehave, code) => {
    const closes: number[] = [];
    const { tunnel } = await serve((socket) => {
      socket.on("close", (closed) => closes.push(closed));
      misbehave(socket);
    });
    const stream = await dial(tunnel);
    expect(await readAll(stream)).toHaveLength(0);
    await expect.poll(() => closes).toEqual([code]);
    await expect(stream.write(Buffer.alloc(1))).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("ends when it carries nothing for too long, and when it has lived too long", async () => {
    const closes: number[] = [];
    const onStream = (socket: WebSocket): void => {
      socket.on("close", (code) => closes.push(code));
    };
    const idle = await serve(onStream, { idleMs: 60 });
    await readAll(await dial(idle.tunnel));
    const old = await serve(onStream, { lifeMs: 60 });
    const stream = await dial(old.tunnel);
    await readAll(stream);
    await expect.poll(() => closes).toEqual([4_000, 4_001]);
  });

  it("ends when the server vanishes or answers no ping", async () => {
    const cut = await serve((socket) => socket.terminate());
    expect(await readAll(await dial(cut.tunnel))).toHaveLength(0);
    const mute = await serve((socket) => socket.pause(), { pingMs: 30 });
    const stream = await dial(mute.tunnel);
    expect(await readAll(stream)).toHaveLength(0);
    expect(said.at(-1)).toContain('"code":1006');
  });

  it("counts its bytes and says how it ended", async () => {
    said.length = 0;
    const { tunnel } = await serve((socket) => {
      socket.on("message", (data) => {
        socket.send(data);
        socket.close(1_000, "enough");
      });
    });
    const stream = await dial(tunnel);
    await stream.write(Buffer.from("echo"));
    expect((await readAll(stream)).toString()).toBe("echo");
    await expect
      .poll(() => tunnel.counters())
      .toEqual({ open: 0, dialled: 1, refused: 0, receivedBytes: 4, sentBytes: 4 });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('"code":1000,"reason":"enough"');
    expect(said[0]).not.toContain(sampleTicket().secret);
  });

  it("closes in bounded time where the far end does not read", async () => {
    const { tunnel } = await serve((socket) => socket.pause(), { closeMs: 30 });
    const stream = await dial(tunnel);
    for (let turn = 0; turn < 3; turn += 1)
      void stream.write(Buffer.alloc(8_000_000)).catch(() => undefined);
    await stream.close();
    await stream.close();
    expect(tunnel.counters().open).toBe(0);
  });
});
