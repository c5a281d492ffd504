import { expect, it } from "vitest";
import type { StateStoreBench } from "../state-store.contract.ts";
import type { EnrolmentTokenRow, IdentityRow } from "../trust-tables.ts";
import { hostA, hostB, startMs, uuid } from "./sample-batches.ts";

const token = (n: number, changes: Partial<EnrolmentTokenRow> = {}): EnrolmentTokenRow => ({
  id: uuid(n),
  hash: `hash ${n}`,
  label: "rack 7",
  host: null,
  createdAt: startMs + n,
  createdBy: "anna",
  expiresAt: startMs + n + 60_000,
  used: null,
  revoked: null,
  ...changes,
});

const identity = (host = hostA): IdentityRow => ({
  host,
  name: "hv-1",
  keyHash: "key",
  serial: "40",
  enrolledAt: startMs,
  notBefore: startMs,
  notAfter: startMs + 1_000,
  qemu: null,
  revoked: null,
  cloned: null,
  waiting: null,
  pastKeys: ["older"],
  revokedSerials: [],
});

export function keepsTrust(bench: StateStoreBench): void {
  it("keeps tokens, newest first, and what became of them", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.trust.putToken(token(1));
      await tx.trust.putToken(token(2));
      const used = { at: startMs, host: hostA, address: "10.0.0.1" };
      await tx.trust.putToken(token(1, { used }));
    });
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      expect((await tx.trust.tokens()).map((row) => row.id)).toEqual([uuid(2), uuid(1)]);
      expect((await tx.trust.token(uuid(1)))?.used?.host).toBe(hostA);
      expect(await tx.trust.token(uuid(3))).toBeNull();
    });
  });

  it("forgets tokens that ended before an instant", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      for (const n of [1, 2, 3]) await tx.trust.putToken(token(n));
      await tx.trust.sweepTokens(startMs + 60_000 + 3);
      expect((await tx.trust.tokens()).map((row) => row.id)).toEqual([uuid(3)]);
    });
  });

  it("keeps identities by host", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.trust.putIdentity(identity(hostB));
      await tx.trust.putIdentity(identity(hostA));
      await tx.trust.putIdentity({ ...identity(hostA), serial: "41" });
    });
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      expect(await tx.trust.identities()).toEqual([
        { ...identity(hostA), serial: "41" },
        identity(hostB),
      ]);
      await tx.trust.deleteIdentity(hostA);
      expect(await tx.trust.identities()).toEqual([identity(hostB)]);
    });
  });
}
