import { type AuditRow, noHash } from "@novacron/protocol/domain/audit";
import { ChainVerifier } from "@novacron/protocol/domain/audit-chain";
import { beforeEach, describe, expect, it } from "vitest";
import { MemoryAuditSeal } from "../../adapters/memory/memory-audit-seal.ts";
import { MemoryDisk } from "../../adapters/memory/memory-disk.ts";
import { MemoryStateStore } from "../../adapters/memory/memory-state-store.ts";
import { CountingIds, settled, VirtualClock } from "../../kit/virtual-clock.ts";
import { Audit } from "./audit.ts";
import { type AuditEntry, ownActor, unknownActor } from "./entry.ts";
import { refusalLimits, sumAction } from "./refusal-sums.ts";

const anna = { name: "anna", id: "1", via: "session", address: "192.0.2.7" } as const;
const done: AuditEntry = {
  actor: anna,
  action: "forgetHost",
  target: "host:h1",
  outcome: "done",
  code: null,
};
const refusal = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: unknownActor("198.51.100.9"),
  action: "login",
  target: null,
  outcome: "refused",
  code: "BAD_CREDENTIALS",
  ...more,
});

let disk: MemoryDisk;
let clock: VirtualClock;
let seal: MemoryAuditSeal;
let logged: string[];

beforeEach(() => {
  disk = new MemoryDisk();
  clock = new VirtualClock();
  seal = new MemoryAuditSeal();
  logged = [];
});

async function opened(retention?: ConstructorParameters<typeof Audit>[1]) {
  const state = new MemoryStateStore(disk);
  await state.start(new AbortController().signal);
  const note = (_fields: object, message: string) => void logged.push(message);
  const log = { debug: note, info: note, notice: note, warn: note, error: note };
  const audit = new Audit(
    { clock, ids: new CountingIds(), log, state, auditSeal: seal },
    retention,
  );
  await audit.start();
  const rows = async (): Promise<readonly AuditRow[]> => {
    const query = { newestFirst: false, limit: 10_000, look: 100_000 };
    return (await audit.find(query)).items;
  };
  const verdict = async () => {
    const head = await audit.head(0);
    const checkpoints = [...head.checkpoints, head.checkpoint];
    const tools = {
      digest: (text: string) => seal.digest(text),
      isSigned: (text: string, signature: string) => seal.isSigned(text, signature),
    };
    const verifier = new ChainVerifier(tools, checkpoints);
    for (const row of await rows()) verifier.row(row);
    return verifier.end();
  };
  return { state, audit, rows, verdict };
}

describe("rows", () => {
  it("follow one from another, whoever writes them", async () => {
    const { audit, state, rows, verdict } = await opened();
    await Promise.all(Array.from({ length: 40 }, () => audit.record(null, done)));
    await state.transaction((tx) => audit.record(tx, done));
    const all = await rows();
    expect(all.map((row) => row.seq)).toEqual(Array.from({ length: 41 }, (_, at) => at + 1));
    expect(all[0]).toMatchObject({ prev: noHash, actor: "anna", actorId: "1", target: "host:h1" });
    expect(await verdict()).toMatchObject({ faults: [], rows: 41, signedUpTo: 41 });
  });

  it("are not there where their transaction failed", async () => {
    const { audit, state, rows } = await opened();
    const failing = state.transaction(async (tx) => {
      await audit.record(tx, done);
      throw new TypeError("no");
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(await rows()).toEqual([]);
  });

  it("hold no secret, whatever they are given", async () => {
    const { audit, rows } = await opened();
    const key = "-----BEGIN PRIVATE KEY-----\nMIIabc";
    const detail = {
      password: "hunter2",
      clientSecret: "hunter2",
      label: "ncr_abcdefghijkl",
      text: `join with nct1.ab.cd now ${key}`,
      kind: "machine.start",
    };
    await audit.record(null, { ...done, target: "token ncr_zzz", detail });
    const text = JSON.stringify(await rows());
    expect(text).toContain("machine.start");
    for (const secret of ["hunter2", "ncr_", "nct1", "MIIabc"]) expect(text).not.toContain(secret);
  });

  it("are one line, so that none can look like another", async () => {
    const { audit, rows } = await opened();
    await audit.record(null, {
      ...done,
      target: "a\nb\u001b[2J\u202ec",
      detail: { "k\n": "v\r\n" },
    });
    expect((await rows())[0]).toMatchObject({ target: "a?b?[2J?c", detail: { "k?": "v??" } });
  });
});

describe("a change", () => {
  it("has one row with its outcome", async () => {
    const { audit, rows } = await opened();
    const { actor, action, target } = done;
    const one = await audit.begin({ actor, action, target });
    expect(await rows()).toEqual([]);
    await one.end("done", null, { detail: { kind: "x" } });
    const other = await audit.begin({ actor, action, target });
    await other.end("refused", "CONFLICT");
    expect(await rows()).toMatchObject([
      { outcome: "done", code: null, detail: { kind: "x" } },
      { outcome: "refused", code: "CONFLICT" },
    ]);
  });

  it("that a crash cut off has a row at the next start", async () => {
    const first = await opened();
    await first.audit.begin({ actor: anna, action: "forgetHost", target: "host:h1" });
    const { rows } = await opened();
    expect(await rows()).toMatchObject([{ outcome: "unknown", actor: "anna", target: "host:h1" }]);
    expect(await (await opened()).rows()).toHaveLength(1);
  });

  it("does not happen where it cannot be written", async () => {
    const { audit } = await opened();
    disk.faults.full = true;
    const begun = audit.begin({ actor: anna, action: "forgetHost", target: null });
    await expect(begun).rejects.toMatchObject({ code: "DISK_FULL" });
  });

  it("that was done while the disk filled up is written when there is room", async () => {
    const { audit, rows } = await opened();
    const one = await audit.begin({ actor: anna, action: "forgetHost", target: null });
    disk.faults.full = true;
    await one.end("done", null);
    disk.faults.full = false;
    await clock.advance(refusalLimits.sumEveryMs);
    expect(await rows()).toMatchObject([{ outcome: "done" }]);
    expect(audit.counts()).toMatchObject({ lost: 0, waiting: 0 });
  });
});

describe("refusals", () => {
  it("of one kind get single rows up to their budget, then a sum that misses none", async () => {
    const { audit, rows, verdict } = await opened();
    for (let n = 0; n < 10_000; n += 1) audit.refused(refusal());
    await settled();
    const single = (await rows()).length;
    expect(single).toBe(refusalLimits.kindBurst);
    await clock.advance(refusalLimits.sumEveryMs);
    const sums = (await rows()).filter((row) => row.action === sumAction);
    expect(sums).toHaveLength(1);
    expect(sums[0]).toMatchObject({
      address: "198.51.100.9",
      code: "BAD_CREDENTIALS",
      detail: { action: "login", count: 10_000 - single },
    });
    expect((await verdict()).faults).toEqual([]);
  });

  it("from invented senders end in few rows, and are all counted", async () => {
    const { audit, rows } = await opened();
    for (let n = 0; n < 20_000; n += 1) {
      audit.refused(refusal({ actor: { ...unknownActor(`10.0.${n >> 8}.${n & 255}`) } }));
    }
    await settled();
    await clock.advance(refusalLimits.sumEveryMs);
    const all = await rows();
    expect(all.length).toBeLessThanOrEqual(refusalLimits.allBurst + refusalLimits.sumRows);
    const summed = all.reduce((total, row) => total + Number(row.detail.count ?? 0), 0);
    const single = all.filter((row) => row.action !== sumAction).length;
    expect(summed + single).toBe(20_000);
  });

  it("do not keep changes from being written", async () => {
    const { audit, rows } = await opened();
    for (let n = 0; n < 5_000; n += 1) audit.refused(refusal());
    await audit.record(null, done);
    expect((await rows()).at(-1)).toMatchObject({ outcome: "done", actor: "anna" });
  });

  it("are summed at the stop too", async () => {
    const { audit, state, rows } = await opened();
    for (let n = 0; n < 100; n += 1) audit.refused(refusal());
    await audit.stop();
    void state;
    const sum = (await rows()).find((row) => row.action === sumAction);
    expect(sum?.detail.count).toBe(100 - refusalLimits.kindBurst);
  });
});

describe("the head", () => {
  it("is kept outside, and a log cut at its end shows at the next start", async () => {
    const { audit } = await opened();
    for (let n = 0; n < 5; n += 1) await audit.record(null, done);
    await audit.stop();
    expect(seal.anchored()?.seq).toBe(5);
    disk = new MemoryDisk();
    const shorter = await opened();
    expect(shorter.audit.problem()).toContain("rows are missing at row 5");
    expect(await shorter.rows()).toMatchObject([{ action: "audit.broken", actor: ownActor.name }]);
  });

  it("is signed again soon after a row", async () => {
    const { audit } = await opened();
    await audit.record(null, done);
    await clock.advance(2_000);
    expect(seal.anchored()).toMatchObject({ seq: 1 });
  });
});

describe("old rows", () => {
  it("go by number, with a signed row that says which, and the rest still holds", async () => {
    const { audit, rows, verdict } = await opened({ ageMs: 1e12, rows: 500 });
    for (let n = 0; n < 30; n += 1) {
      await Promise.all(Array.from({ length: 100 }, () => audit.record(null, done)));
    }
    expect(await audit.retain()).toBe(2_500);
    const left = await rows();
    expect(left[0]?.seq).toBe(2_501);
    expect(left.at(-1)).toMatchObject({
      action: "audit.cut",
      detail: { upTo: 2_500, rows: 2_500 },
    });
    expect((await verdict()).faults).toEqual([]);
    expect(await audit.retain()).toBe(0);
  });

  it("go by age", async () => {
    const { audit, rows, verdict } = await opened({ ageMs: 10 * 86_400_000, rows: 1e6 });
    await audit.record(null, done);
    clock.wallOffsetMs += 12 * 86_400_000;
    await audit.record(null, { ...done, action: "later" });
    await audit.retain();
    const actions = (await rows()).map((row) => row.action);
    expect(actions).not.toContain("forgetHost");
    expect(actions).toContain("later");
    expect((await verdict()).faults).toEqual([]);
  });
});
