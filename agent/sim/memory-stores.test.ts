import { expect, test } from "vitest";
import { journalStoreContract } from "../ports/journal-store.contract.ts";
import { outboxStoreContract } from "../ports/outbox-store.contract.ts";
import { MemoryJournalDisk, MemoryJournalStore } from "./memory-journal-store.ts";
import { MemoryOutboxDisk, MemoryOutboxStore } from "./memory-outbox-store.ts";

const boot = "7f0c7c66-44b7-4a57-8d9a-0d6a2b2d9c11";

outboxStoreContract("memory", async () => {
  const disk = new MemoryOutboxDisk(boot);
  return {
    store: () => new MemoryOutboxStore(disk),
    kill: async () => undefined,
    losePower: async () => disk.losePower(),
    dispose: async () => undefined,
  };
});

journalStoreContract("memory", async () => {
  const disk = new MemoryJournalDisk();
  return {
    store: () => new MemoryJournalStore(disk),
    kill: async () => undefined,
    losePower: async () => undefined,
    dispose: async () => undefined,
  };
});

test("a full disk refuses and takes again when there is room", async () => {
  const disk = new MemoryOutboxDisk(boot, 100);
  const store = new MemoryOutboxStore(disk);
  const entry = (seq: number) => ({ seq, at: 0, payload: new Uint8Array(60) });
  await store.append(entry(1));
  await expect(store.append(entry(2))).rejects.toMatchObject({ code: "DISK_FULL" });
  await store.trim(1);
  await store.append(entry(2));
  expect((await store.read(1, 1_000)).map((one) => one.seq)).toEqual([2]);
});
