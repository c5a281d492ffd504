import fc from "fast-check";
import { expect, test } from "vitest";
import { type LuggageItem, luggageFrame, readLuggage } from "./luggage-frames.ts";

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size: number): Promise<LuggageItem[]> {
  const found: LuggageItem[] = [];
  for await (const item of readLuggage(cut(bytes, size))) {
    found.push(item.kind === "data" ? { kind: "data", bytes: Buffer.from(item.bytes) } : item);
  }
  return found;
}

const item = fc.oneof(
  fc
    .uint8Array({ maxLength: 400 })
    .map((bytes) => ({ kind: "data" as const, bytes: Buffer.from(bytes) })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((lengthBytes) => ({ kind: "hole" as const, lengthBytes })),
  fc.string().map((xml) => ({ kind: "word" as const, word: { type: "checkpoint" as const, xml } })),
);

test("what was sent is read, however the network cuts it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 8 }),
      fc.integer({ min: 1, max: 500 }),
      async (all, size) => {
        expect(await read(Buffer.concat(all.flatMap(luggageFrame)), size)).toEqual(all);
      },
    ),
    { numRuns: 100 },
  );
});

test("what is no luggage is refused", async () => {
  const refused = { code: "MIGRATION_GATE_REFUSED" };
  const long = Buffer.from([0xff, 0xff, 0xff, 0xff, 2]);
  const unknown = Buffer.from([0, 0, 0, 0, 9]);
  const words = Buffer.concat([Buffer.from([0, 0, 0, 2, 1]), Buffer.from("{}")]);
  const hole = Buffer.from([0, 0, 0, 1, 3, 0]);
  for (const bytes of [long, unknown, words, hole])
    await expect(read(bytes, 3)).rejects.toMatchObject(refused);
});
