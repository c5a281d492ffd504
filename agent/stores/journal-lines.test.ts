import { expect, it } from "vitest";
import { journalLine, scanJournal } from "./journal-lines.ts";

const facts = { epoch: 3, generations: {}, departed: [], autostartDoneFor: null };
const line = journalLine({ is: "facts", facts });

it("reads past a line that is only the checksum of nothing", () => {
  const { records, damaged } = scanJournal(Buffer.from(`00000000 \n${line}`));
  expect(records).toEqual([{ is: "facts", facts }]);
  expect(damaged).toBe(1);
});
