import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { AgentFacts } from "../ports/journal-store.ts";
import { JournalFile } from "./journal-file.ts";
import { mayMount, mountSmallDisk } from "./testing/small-disk.ts";

describe("JournalFile on a full disk", () => {
  it.runIf(mayMount)(
    "says DISK_FULL, keeps what it promised, and goes on when there is room",
    async () => {
      const disk = mountSmallDisk(64);
      try {
        const folder = disk.folder;
        let store = new JournalFile({ folder, compactBytes: 8_000 });
        await store.open();
        await store.putFacts(facts(1, 10));
        await expect(writeFile(`${folder}/others`, Buffer.alloc(80_000))).rejects.toThrow(/ENOSPC/);
        await expect(store.putFacts(facts(2, 900))).rejects.toMatchObject({ code: "DISK_FULL" });
        await store.close();

        store = new JournalFile({ folder, compactBytes: 8_000 });
        expect((await store.open()).facts).toEqual(facts(1, 10));
        expect(store.damaged()).toBe(0);
        await writeFile(`${folder}/others`, "");
        for (let epoch = 3; epoch < 40; epoch += 1) await store.putFacts(facts(epoch, 20));
        await store.close();
        expect((await new JournalFile({ folder }).open()).facts).toEqual(facts(39, 20));
      } finally {
        disk.remove();
      }
    },
  );
});

function facts(epoch: number, machines: number): AgentFacts {
  const departed = Array.from({ length: machines }, (_, index) => `machine-${index}-of-${epoch}`);
  return { epoch, generations: {}, departed, autostartDoneFor: null };
}
