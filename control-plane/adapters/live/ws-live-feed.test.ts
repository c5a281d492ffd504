import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type HostId, hostId, type MachineId } from "@novacron/protocol/domain/ids";
import { type Holder, holderOf } from "@novacron/protocol/domain/may";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type LiveMessage, liveMessage, livePath } from "@novacron/protocol/http/live";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { SystemClock } from "../clock/system-clock.ts";
import { hostViewOf, machineRowOf } from "../http/testing/stand-in-views.ts";
import { type LiveLimits, liveLimits } from "./limits.ts";
import { WsLiveFeed } from "./ws-live-feed.ts";

const host = hostId.parse("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
const machineOf = (index: number): MachineId => machineRowOf(index).id;

class World {
  readonly gone = new Set<string>();
  readonly ended = new Set<string>();
  readonly asked: MachineId[] = [];
  readonly seen = {
    machineRow: (id: MachineId) => {
      this.asked.push(id);
      return this.gone.has(id) ? null : { ...machineRowOf(0), id };
    },
    machineFigures: (id: MachineId) => ({
      id,
      cpuUsed: 0.5,
      memoryUsedBytes: null,
      memorySource: "none" as const,
      diskBytesPerSecond: null,
      nicBytesPerSecond: null,
      sampledAt: 1,
    }),
    hostView: (_: HostId) => hostViewOf(),
    operationNow: () => null,
    sees: () => true,
    wasSeen: () => true,
    seesHosts: () => true,
    seesPlans: () => true,
    seesRecord: () => true,
  };
  /** Machines that a person named `only-N` may see: the Nth one. */
  readonly views = {
    seenBy: (who: Holder) => {
      const tag = who.grants[0]?.scope.kind === "tag" ? who.grants[0].scope.tag : null;
      if (tag === null) return this.seen;
      const mine = machineOf(Number(tag));
      const sees = (id: MachineId) => id === mine;
      return {
        ...this.seen,
        machineRow: (id: MachineId) => (sees(id) ? this.seen.machineRow(id) : null),
        machineFigures: (id: MachineId) => (sees(id) ? this.seen.machineFigures(id) : null),
        hostView: () => null,
        sees,
        wasSeen: sees,
        seesHosts: () => false,
        seesPlans: () => false,
        seesRecord: ({ machine }: RecordEntry) => machine === mine,
      };
    },
    newestSampleAt: () => 7,
    epoch: () => 3,
  };
}

function personOf(name: string): Holder {
  const [, only] = /^only-(\d+)$/.exec(name) ?? [];
  if (only === undefined) return holderOf("viewer");
  const [grant] = holderOf("viewer").grants;
  const scope = { kind: "tag", tag: only } as const;
  return { grants: grant === undefined ? [] : [{ ...grant, scope }], limits: [], duties: [] };
}

let world: World;
let feed: WsLiveFeed;
let server: Server;
let open: TestClient[] = [];

async function serve(limits: Partial<LiveLimits> = {}): Promise<void> {
  const log = { debug() {}, info() {}, notice() {}, warn() {}, error() {} };
  feed = new WsLiveFeed({
    version: "0.1.0",
    clock: new SystemClock(),
    log,
    views: () => world.views,
    admit: async (request) => {
      const name = request.headers.authorization;
      if (name === undefined) throw new NovaError("UNAUTHENTICATED", "open a feed");
      const person = personOf(name);
      return {
        personId: name,
        person: () => person,
        stands: async () => !world.ended.has(name),
      };
    },
    // A client has a beat's time to answer, on a busy machine too.
    limits: { ...liveLimits, gatherMs: 5, beatMs: 500, ...limits },
  });
  server = createServer();
  server.on("upgrade", (request, socket, head) => {
    feed.upgrade(request, socket, head).catch((error: NovaError) => {
      socket.end(`HTTP/1.1 403 ${error.code}\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  feed.start();
}

beforeEach(() => {
  world = new World();
  open = [];
});
afterEach(async () => {
  for (const client of open) client.socket.terminate();
  await feed.stop();
  await new Promise((resolve) => server.close(resolve));
});

class TestClient {
  readonly messages: LiveMessage[] = [];
  readonly socket: WebSocket;
  closed: { code: number } | null = null;

  constructor(headers: Record<string, string>) {
    const { port } = server.address() as AddressInfo;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${livePath}`, { headers });
    this.socket.on("message", (data) => {
      this.messages.push(liveMessage.parse(JSON.parse(data.toString())));
    });
    this.socket.on("close", (code) => {
      this.closed = { code };
    });
    this.socket.on("error", () => undefined);
    open.push(this);
  }

  of<T extends LiveMessage["type"]>(type: T): Extract<LiveMessage, { type: T }>[] {
    return this.messages.filter((one) => one.type === type) as Extract<LiveMessage, { type: T }>[];
  }
}

async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (let left = 4_000; left > 0; left -= 1) {
    const value = look();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`did not come about: ${look}`);
}

async function connected(watch: object, name = "vera"): Promise<TestClient> {
  const client = new TestClient({ authorization: name });
  await until(() => client.of("hello").length > 0);
  client.socket.send(JSON.stringify({ type: "watch", ...watch }));
  // The watch is in force when a change made after it arrives.
  return client;
}

async function changedUntilSeen(client: TestClient, id: MachineId): Promise<void> {
  await until(() => {
    feed.machineChanged(id);
    return client.of("machines").some((one) => one.changed.some((row) => row.id === id));
  });
}

const batchOf = (machines: readonly MachineId[]): StoredBatch => ({
  v: 1,
  host,
  boot: "00000000-0000-4000-8000-00000000b007" as StoredBatch["boot"],
  seq: 1,
  floor: 0,
  at: 5,
  samples: [
    { target: "machine", columns: ["machine", "cpuUsed"], rows: machines.map((id) => [id, 0.5]) },
    { target: "host", columns: ["load1"], rows: [[1.5]] },
  ],
  events: [],
});

describe("state", () => {
  it("greets, and sends nothing that was not asked for", async () => {
    await serve();
    const quiet = await connected({});
    const watching = await connected({ machines: "state" });
    expect(quiet.of("hello")[0]).toMatchObject({ version: "0.1.0", epoch: 3 });
    await changedUntilSeen(watching, machineOf(1));
    await until(() => quiet.of("beat").length > 0);
    expect(quiet.of("machines")).toEqual([]);
  });

  it("sends the present row of what changed, and says what is gone", async () => {
    await serve();
    const client = await connected({ machines: "state" });
    await changedUntilSeen(client, machineOf(1));
    world.gone.add(machineOf(2));
    feed.machineChanged(machineOf(2));
    await until(() => client.of("machines").some((one) => one.gone.includes(machineOf(2))));
  });

  it("tells that plans changed, once for many times, and not what they say", async () => {
    await serve();
    const vera = await connected({ machines: "state", plans: true });
    const other = await connected({ machines: "state" });
    const narrow = await connected({ machines: "state", plans: true }, "only-1");
    for (const client of [vera, other, narrow]) await changedUntilSeen(client, machineOf(1));
    feed.planChanged("maintenance");
    feed.planChanged("maintenance");
    feed.planChanged("placement");
    feed.machineChanged(machineOf(1));
    await until(() => vera.of("plans").length > 0);
    const all = vera.of("plans").flatMap(({ changed }) => changed);
    expect(all).toEqual(["maintenance", "placement"]);
    for (const client of [other, narrow]) await changedUntilSeen(client, machineOf(1));
    expect([other.of("plans"), narrow.of("plans")]).toEqual([[], []]);
  });

  it("reads each changed row once, however many watch", async () => {
    await serve();
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => connected({ machines: "state" })),
    );
    for (const client of clients) await changedUntilSeen(client, machineOf(1));
    await until(() => clients.every((client) => client.of("beat").length > 0));
    feed.machineChanged(machineOf(9));
    await until(() =>
      clients.every((client) =>
        client.messages.some((one) => JSON.stringify(one).includes(machineOf(9))),
      ),
    );
    // Rows of machineOf(1), changed again and again above, may still be asked for in between.
    expect(world.asked.filter((id) => id === machineOf(9))).toHaveLength(1);
  });

  it("gives a slow client the newest state once, and counts what was merged", async () => {
    await serve({ highWaterBytes: -1, stuckMs: 1_000_000 });
    const client = await connected({ machines: "state" });
    await until(() => {
      feed.machineChanged(machineOf(1));
      const beat = client.of("beat").at(-1);
      return beat !== undefined && beat.conflated > 3;
    });
    expect(client.of("machines")).toEqual([]);
  });
});

describe("samples", () => {
  it("go to those who watch that machine or host, and to nobody else", async () => {
    await serve();
    const one = await connected({ samples: [{ target: "machine", machine: machineOf(1) }] });
    const two = await connected({ samples: [{ target: "host", host }] });
    await until(() => {
      feed.sampled(batchOf([machineOf(1), machineOf(2)]));
      return one.of("samples").length > 0 && two.of("samples").length > 0;
    });
    expect(new Set(one.of("samples").map(({ machine }) => machine))).toEqual(
      new Set([machineOf(1)]),
    );
    expect(two.of("samples")[0]).toMatchObject({
      target: "host",
      machine: null,
      values: { load1: 1.5 },
    });
    expect(one.of("samples")[0]).toMatchObject({ host, at: 5, values: { cpuUsed: 0.5 } });
  });

  it("a slow client skips them and is told how many", async () => {
    await serve({ highWaterBytes: -1, stuckMs: 1_000_000 });
    const client = await connected({ samples: [{ target: "host", host }] });
    await until(() => {
      feed.sampled(batchOf([]));
      return (client.of("beat").at(-1)?.skipped ?? 0) > 3;
    });
    expect(client.of("samples")).toEqual([]);
  });

  it("figures come with each tick to who wants them", async () => {
    await serve();
    const client = await connected({ machines: "figures" });
    await until(() => {
      feed.sampled(batchOf([machineOf(4)]));
      return client.of("figures").some(({ rows }) => rows.some(({ id }) => id === machineOf(4)));
    });
  });
});

describe("who sees a part of the fleet", () => {
  const recorded = (index: number): RecordEntry => ({
    id: index,
    at: 1,
    kind: "machine.note",
    machine: machineOf(index),
    machineName: `web-${index}`,
    host: null,
    hostName: null,
    operation: null,
    actor: "guest",
    severity: "info",
    sentence: `web-${index}`,
    data: {},
  });

  it("hears of nothing else: no row, no figure, no sample, no record, no end", async () => {
    await serve();
    const samples = [1, 2].map((one) => ({ target: "machine", machine: machineOf(one) }));
    const wanted = { machines: "figures", hosts: true, record: true, samples };
    const part = await connected(wanted, "only-1");
    const whole = await connected(wanted, "vera");
    world.gone.add(machineOf(3));
    await until(() => {
      for (const one of [1, 2, 3]) feed.machineChanged(machineOf(one));
      feed.hostChanged(host);
      feed.recorded([recorded(1), recorded(2)]);
      feed.sampled(batchOf([machineOf(1), machineOf(2)]));
      const heard = [part, whole].map((client) => JSON.stringify(client.messages));
      return (
        [1, 2, 3].every((one) => heard[1]?.includes(machineOf(one))) &&
        ["machines", "figures", "samples", "record"].every((type) =>
          part.messages.some((message) => message.type === type),
        )
      );
    });
    const heard = JSON.stringify(part.messages);
    expect(heard).toContain(machineOf(1));
    expect(heard).not.toContain(machineOf(2));
    expect(heard).not.toContain(machineOf(3));
    expect(part.of("hosts")).toEqual([]);
  });
});

describe("who may", () => {
  it("nobody without a login", async () => {
    await serve();
    const client = new TestClient({});
    await until(() => client.closed);
    expect(client.messages).toEqual([]);
  });

  it("a feed closes soon after its login ended, others stay", async () => {
    await serve();
    const gone = await connected({}, "otto");
    const stays = await connected({}, "vera");
    world.ended.add("otto");
    await until(() => gone.closed);
    expect(gone.closed).toEqual({ code: 4401 });
    expect(stays.closed).toBeNull();
  });

  it("and at once where the application says so", async () => {
    await serve({ beatMs: 1_000_000 });
    const gone = await connected({}, "otto");
    world.ended.add("otto");
    feed.loginEnded("otto");
    await until(() => gone.closed);
  });

  it("no more than the bound, in all and of one person", async () => {
    await serve({ clients: 3, clientsPerPerson: 2 });
    await connected({}, "otto");
    await connected({}, "otto");
    const third = new TestClient({ authorization: "otto" });
    await until(() => third.closed);
    await connected({}, "vera");
    const fourth = new TestClient({ authorization: "anna" });
    await until(() => fourth.closed);
    expect(feed.clients()).toBe(3);
  });
});

describe("bad requests", () => {
  it.each([
    ["no JSON", "{"],
    ["another type", '{"type":"drop"}'],
    [
      "too many samples",
      JSON.stringify({ type: "watch", samples: Array(65).fill({ target: "host" }) }),
    ],
    ["too large", JSON.stringify({ type: "watch", pad: "x".repeat(20_000) })],
  ])("close the feed: %s", async (_, text) => {
    await serve();
    const client = await connected({});
    client.socket.send(text);
    await until(() => client.closed);
    expect([1008, 1009]).toContain(client.closed?.code);
  });

  it("so does a binary one, and too many", async () => {
    await serve({ requestsPerBeat: 5, beatMs: 1_000_000 });
    const one = await connected({});
    one.socket.send(Buffer.from('{"type":"watch"}'), { binary: true });
    await until(() => one.closed);
    const two = await connected({});
    for (let turn = 0; turn < 10; turn += 1) two.socket.send('{"type":"watch"}');
    await until(() => two.closed);
  });
});
