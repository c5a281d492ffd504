import { describe, expect, it } from "vitest";
import {
  type AuditCheckpoint,
  type AuditRow,
  auditCanonical,
  checkpointText,
  cutText,
  noHash,
} from "./audit.ts";
import { ChainVerifier } from "./audit-chain.ts";

/** Stands in for SHA-256, which this package has not: the chain is the same for any digest. */
function digest(text: string): string {
  let words = "";
  for (let salt = 0; salt < 8; salt += 1) {
    let sum = 0x811c9dc5 ^ salt;
    for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    words += (sum >>> 0).toString(16).padStart(8, "0");
  }
  return words;
}

const sign = (text: string) => digest(`key ${text}`);
const tools = { digest, isSigned: (text: string, signature: string) => sign(text) === signature };

function link(rows: readonly Partial<AuditRow>[], first = 1, prev = noHash): AuditRow[] {
  const linked: AuditRow[] = [];
  for (const [index, more] of rows.entries()) {
    const base = { at: 1_000 + index, actor: "anna", actorId: null, via: "session" as const };
    const what = { address: null, action: "x", target: null, outcome: "done" as const, code: null };
    const last = linked.at(-1)?.hash ?? prev;
    const row = { seq: first + index, ...base, ...what, detail: {}, prev: last, ...more };
    linked.push({ ...row, hash: digest(auditCanonical(row)) });
  }
  return linked;
}

const checkpointOf = (row: AuditRow): AuditCheckpoint => {
  const head = { seq: row.seq, at: row.at, hash: row.hash };
  return { ...head, signature: sign(checkpointText(head)) };
};

function verdictOf(rows: readonly AuditRow[], checkpoints: readonly AuditCheckpoint[]) {
  const verifier = new ChainVerifier(tools, checkpoints);
  for (const row of rows) verifier.row(row);
  return verifier.end();
}

const faults = (...of: Parameters<typeof verdictOf>) =>
  verdictOf(...of).faults.map(({ seq, what }) => ({ seq, what }));

describe("the chain", () => {
  const rows = link([{}, { actor: "otto" }, { detail: { b: 1, a: "2" } }, {}]);
  const head = checkpointOf(rows.at(-1) as AuditRow);

  it("is whole as written", () => {
    expect(verdictOf(rows, [head])).toMatchObject({ faults: [], rows: 4, signedUpTo: 4 });
  });

  it("does not depend on the order in which detail was given", () => {
    const other = rows.map((row) => ({ ...row, detail: sortedBack(row.detail) }));
    expect(faults(other, [head])).toEqual([]);
  });

  it.each(["actor", "action", "outcome", "target", "address", "code", "at"] as const)(
    "shows a change of %s",
    (key) => {
      const value = key === "at" ? 5 : key === "outcome" ? "refused" : "mallory";
      const forged = rows.map((row) => (row.seq === 2 ? { ...row, [key]: value } : row));
      expect(faults(forged, [head])).toEqual([{ seq: 2, what: "changed" }]);
    },
  );

  it("shows a change whose hashes were made anew, by the signature", () => {
    const forged = link([{}, { actor: "mallory" }, { detail: { b: 1, a: "2" } }, {}]);
    expect(faults(forged, [])).toEqual([]);
    expect(faults(forged, [head])).toEqual([{ seq: 4, what: "head-differs" }]);
  });

  it("shows a row taken out, at the front, in the middle and at the end", () => {
    expect(faults(rows.slice(1), [head])).toEqual([{ seq: 2, what: "cut-unexplained" }]);
    const holed = rows.filter((row) => row.seq !== 3);
    expect(faults(holed, [head])).toEqual([{ seq: 4, what: "missing" }]);
    expect(faults(rows.slice(0, 3), [head])).toEqual([{ seq: null, what: "tail-missing" }]);
    expect(faults([], [head])).toEqual([{ seq: null, what: "tail-missing" }]);
  });

  it("shows a forged checkpoint", () => {
    expect(faults(rows, [{ ...head, signature: "x" }])).toEqual([
      { seq: 4, what: "bad-signature" },
    ]);
  });

  it("accepts a cut that is signed and names the row before, and no other", () => {
    const [, second] = rows as [AuditRow, AuditRow];
    const cut = { upTo: 2, hash: second.hash };
    const row = { action: "audit.cut", via: "system" as const };
    const tail = rows.slice(2);
    const after = (detail: AuditRow["detail"]) => [
      ...tail,
      ...link([{ ...row, detail }], 5, rows.at(-1)?.hash),
    ];
    expect(faults(after({ ...cut, signature: sign(cutText(cut)) }), [head])).toEqual([]);
    for (const forged of [
      { ...cut, signature: "x" },
      { ...cut, hash: noHash, signature: sign(cutText({ ...cut, hash: noHash })) },
      { ...cut, upTo: 1, signature: sign(cutText({ ...cut, upTo: 1 })) },
    ]) {
      expect(faults(after(forged), [head])).toEqual([{ seq: 3, what: "cut-unexplained" }]);
    }
  });
});

function sortedBack(detail: AuditRow["detail"]): AuditRow["detail"] {
  return Object.fromEntries(Object.entries(detail).reverse());
}
