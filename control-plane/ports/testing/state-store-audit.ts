import { type AuditFacts, type AuditRow, noHash } from "@novacron/protocol/domain/audit";
import { expect, it } from "vitest";
import type { AuditQuery } from "../audit-table.ts";
import type { StateStoreBench } from "../state-store.contract.ts";
import { startMs } from "./sample-batches.ts";

const hashOf = (seq: number): string => seq.toString(16).padStart(64, "0");

export function auditRowOf(seq: number, more: Partial<AuditFacts> = {}): AuditRow {
  return {
    seq,
    at: startMs + seq * 1_000,
    actor: seq % 2 === 0 ? "anna" : "otto",
    actorId: null,
    via: "session",
    address: "192.0.2.1",
    action: seq % 3 === 0 ? "forgetHost" : "createToken",
    target: null,
    outcome: "done",
    code: null,
    detail: {},
    prev: seq === 1 ? noHash : hashOf(seq - 1),
    hash: hashOf(seq),
    ...more,
  };
}

const all: AuditQuery = { newestFirst: true, limit: 100, look: 10_000 };

export function keepsTheAuditLog(bench: StateStoreBench): void {
  const filled = async (rows: number) => {
    const store = await bench.open();
    const list = Array.from({ length: rows }, (_, index) => auditRowOf(index + 1));
    await store.transaction((tx) => tx.audit.append(list));
    return store;
  };
  const seqs = (page: { readonly items: readonly AuditRow[] }) => page.items.map((row) => row.seq);

  it("gives rows back as they were written, after a kill too", async () => {
    await filled(3);
    const store = await bench.reopenAfterKill();
    const found = await store.transaction(async (tx) => [
      await tx.audit.head(),
      await tx.audit.row(2),
      await tx.audit.find({ ...all, newestFirst: false }),
    ]);
    const rows = [auditRowOf(1), auditRowOf(2), auditRowOf(3)];
    expect(found).toEqual([{ seq: 3, hash: hashOf(3) }, rows[1], { items: rows, next: null }]);
  });

  it("refuses a row that does not stand at its end, and the whole transaction with it", async () => {
    const store = await filled(2);
    for (const seq of [1, 2, 4]) {
      const early = store.transaction(async (tx) => {
        await tx.putMeta("a", "1");
        await tx.audit.append([auditRowOf(seq)]);
      });
      await expect(early).rejects.toThrow();
    }
    const after = await store.transaction(async (tx) => [
      (await tx.audit.head())?.seq,
      await tx.getMeta("a"),
    ]);
    expect(after).toEqual([2, null]);
  });

  it("finds by every field and by text", async () => {
    const store = await filled(6);
    const odd = auditRowOf(7, {
      actor: "vera",
      outcome: "refused",
      code: "FORBIDDEN",
      target: "host:h1",
      detail: { kind: "100%_sure" },
    });
    await store.transaction((tx) => tx.audit.append([odd]));
    const found = async (query: Partial<AuditQuery>) =>
      seqs(await store.transaction((tx) => tx.audit.find({ ...all, ...query })));
    expect(await found({ actor: "anna" })).toEqual([6, 4, 2]);
    expect(await found({ action: "forgetHost", actor: "otto" })).toEqual([3]);
    expect(await found({ outcome: "refused" })).toEqual([7]);
    expect(await found({ code: "FORBIDDEN" })).toEqual([7]);
    expect(await found({ target: "host:h1" })).toEqual([7]);
    expect(await found({ text: "0%_SURE" })).toEqual([7]);
    expect(await found({ text: "0__sure" })).toEqual([]);
    expect(await found({ fromMs: startMs + 2_000, toMs: startMs + 4_000 })).toEqual([3, 2]);
  });

  it.each([true, false])(
    "pages to the end, newest first %s, however little is looked at",
    async (newestFirst) => {
      const store = await filled(50);
      const got: number[] = [];
      let at: number | undefined;
      for (let calls = 0; calls < 100; calls += 1) {
        const from = at === undefined ? {} : newestFirst ? { beforeSeq: at } : { afterSeq: at };
        const query = { newestFirst, limit: 3, look: 7, actor: "anna", ...from };
        const page = await store.transaction((tx) => tx.audit.find(query));
        got.push(...seqs(page));
        if (page.next === null) break;
        at = page.next;
      }
      const want = Array.from({ length: 25 }, (_, index) => (index + 1) * 2);
      expect(got).toEqual(newestFirst ? want.reverse() : want);
    },
  );

  it("is cut at its beginning only, by age or by number, and never empty", async () => {
    const store = await filled(10);
    const point = (beforeMs: number, keep: number, limit = 100) =>
      store.transaction(
        async (tx) => (await tx.audit.cutPoint(beforeMs, keep, limit))?.seq ?? null,
      );
    expect(await point(startMs, 100)).toBeNull();
    expect(await point(startMs + 4_000, 100)).toBe(3);
    expect(await point(startMs, 4)).toBe(6);
    expect(await point(startMs + 99_000, 100)).toBe(9);
    expect(await point(startMs + 99_000, 100, 4)).toBe(4);
    await store.transaction(async (tx) => {
      for (const seq of [2, 8]) {
        await tx.audit.putCheckpoint({ seq, at: startMs, hash: hashOf(seq), signature: "s" });
      }
      expect(await tx.audit.cut(6)).toBe(6);
    });
    const left = await store.transaction(async (tx) => [
      seqs(await tx.audit.find({ ...all, newestFirst: false })),
      (await tx.audit.extent()).oldest?.seq,
      (await tx.audit.checkpoints(0, 10)).map((one) => one.seq),
      (await tx.audit.newestCheckpoint())?.seq,
    ]);
    expect(left).toEqual([[7, 8, 9, 10], 7, [8], 8]);
    await store.transaction((tx) => tx.audit.append([auditRowOf(11)]));
  });

  it("keeps what was begun until it ends", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.audit.putIntent({ id: "b", body: "{}" });
      await tx.audit.putIntent({ id: "a", body: "[]" });
    });
    const again = await bench.reopenAfterKill();
    const left = await again.transaction(async (tx) => {
      await tx.audit.deleteIntent("b");
      return tx.audit.intents();
    });
    expect(left).toEqual([{ id: "a", body: "[]" }]);
    void store;
  });
}
