import { OutboxFiles } from "../outbox-files.ts";

/** Appends batches and says each seq once its append has resolved, until somebody kills it. */
const folder = process.argv[2] ?? "";
const store = new OutboxFiles({ folder, segmentBytes: 20_000 });
const { nextSeq } = await store.open();
for (let seq = nextSeq; ; seq += 1) {
  await store.append({ seq, at: seq, payload: Buffer.alloc(300 + (seq % 700), seq % 256) });
  process.stdout.write(`${seq}\n`);
}
