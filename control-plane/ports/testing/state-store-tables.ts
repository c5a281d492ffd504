import { severities } from "@novacron/protocol/http/record";
import { expect, it } from "vitest";
import type { StateStoreBench } from "../state-store.contract.ts";
import type { RecordQuery } from "../state-store.ts";
import { hostA, hostB, machine, startMs, uuid } from "./sample-batches.ts";
import { entry, operation } from "./state-rows.ts";

export function keepsOperations(bench: StateStoreBench): void {
  it("gives an operation back as it was put", async () => {
    const store = await bench.open();
    await store.transaction((tx) => tx.putOperation(operation(1, { state: "pending" })));
    await store.transaction((tx) => tx.putOperation(operation(1, { result: { serial: "x" } })));
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      const expected = operation(1, { result: { serial: "x" } });
      expect(await tx.operation(expected.id)).toEqual(expected);
      expect(await tx.operation(operation(2).id)).toBeNull();
    });
  });

  it("lists what has not ended, oldest first", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.putOperation(operation(3, { state: "cancelling" }));
      await tx.putOperation(operation(1, { state: "pending" }));
      await tx.putOperation(operation(2, { state: "succeeded" }));
      await tx.putOperation(operation(4, { state: "needs-attention" }));
    });
    const open = await store.transaction((tx) => tx.openOperations());
    expect(open.map((one) => one.id)).toEqual([operation(1).id, operation(3).id]);
  });

  it("pages and filters, newest first, with the total", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      for (let n = 0; n < 25; n += 1) {
        await tx.putOperation(
          operation(n, {
            state: n % 2 === 0 ? "succeeded" : "failed",
            host: n < 5 ? hostB : hostA,
            machine: machine(n % 3),
          }),
        );
      }
    });
    await store.transaction(async (tx) => {
      const page = await tx.operations({ limit: 10, offset: 20 });
      expect(page.total).toBe(25);
      expect(page.items.map((one) => one.id)).toEqual([4, 3, 2, 1, 0].map((n) => operation(n).id));
      const some = await tx.operations({
        states: ["failed", "cancelled"],
        host: hostB,
        limit: 10,
        offset: 0,
      });
      expect([some.total, some.items.map((one) => one.id)]).toEqual([
        2,
        [operation(3).id, operation(1).id],
      ]);
      const ofMachine = await tx.operations({ machine: machine(2), limit: 2, offset: 0 });
      expect([ofMachine.total, ofMachine.items.length]).toEqual([8, 2]);
      const machines = [machine(0), machine(1)];
      const those = await tx.operations({ machines, limit: 100, offset: 0 });
      expect([those.total, those.items.length]).toEqual([17, 17]);
      expect((await tx.operations({ machines: [], limit: 2, offset: 0 })).total).toBe(0);
      expect(await tx.operations({ states: [], limit: 2, offset: 0 })).toEqual({
        items: [],
        total: 0,
      });
    });
  });
}

export function keepsTheRecord(bench: StateStoreBench): void {
  it("gives ids that rise, over transactions, failures and restarts", async () => {
    const store = await bench.open();
    const first = await store.transaction((tx) => tx.appendRecord([entry(1), entry(2)]));
    await store
      .transaction(async (tx) => {
        await tx.appendRecord([entry(9)]);
        throw new TypeError("no");
      })
      .catch(() => {});
    const again = await bench.reopenAfterKill();
    const second = await again.transaction((tx) => tx.appendRecord([entry(3)]));
    expect(first.map((one) => one.sentence)).toEqual(["vm-1 runs", "vm-2 runs"]);
    const ids = [...first, ...second].map((one) => one.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
    const all = await again.transaction((tx) => tx.record({ limit: 10 }));
    expect(all.map((one) => one.id)).toEqual(ids.reverse());
    expect(all[0]).toEqual({ ...entry(3), id: second[0]?.id });
    expect(await again.transaction((tx) => tx.appendRecord([]))).toEqual([]);
  });

  it("pages without holes or repeats while more is written", async () => {
    const store = await bench.open();
    const many = Array.from({ length: 60 }, (_, n) => entry(n));
    await store.transaction((tx) => tx.appendRecord(many));
    const seen: string[] = [];
    let beforeId: number | undefined;
    for (;;) {
      const page = await store.transaction((tx) =>
        tx.record({ limit: 7, ...(beforeId === undefined ? {} : { beforeId }) }),
      );
      if (page.length === 0) break;
      seen.push(...page.map((one) => one.sentence));
      beforeId = page.at(-1)?.id;
      await store.transaction((tx) => tx.appendRecord([entry(999)]));
    }
    expect(seen).toEqual(many.map((one) => one.sentence).reverse());
  });

  it("filters by machine, host, kind and time together", async () => {
    const store = await bench.open();
    await store.transaction((tx) =>
      tx.appendRecord(
        Array.from({ length: 40 }, (_, n) =>
          entry(n, {
            machine: n % 4 === 0 ? null : machine(n % 4),
            host: n % 2 === 0 ? hostA : hostB,
            kind: n % 5 === 0 ? "machine.size" : "machine.state",
          }),
        ),
      ),
    );
    const found = await store.transaction((tx) =>
      tx.record({
        machine: machine(2),
        host: hostA,
        kind: "machine.size",
        fromMs: startMs + 10_000,
        toMs: startMs + 30_000,
        limit: 100,
      }),
    );
    expect(found.map((one) => one.at)).toEqual([startMs + 10_000]);
    const machines = [machine(1), machine(3)];
    const those = await store.transaction((tx) => tx.record({ machines, limit: 100 }));
    expect(those).toHaveLength(20);
    expect(new Set(those.map((one) => one.machine))).toEqual(new Set(machines));
    const ofHost = await store.transaction((tx) => tx.record({ host: hostB, limit: 3 }));
    expect(ofHost.map((one) => one.at - startMs)).toEqual([39_000, 37_000, 35_000]);
  });

  it("filters by who did it and by how severe it is", async () => {
    const store = await bench.open();
    await store.transaction((tx) =>
      tx.appendRecord(
        Array.from({ length: 12 }, (_, n) =>
          entry(n, {
            actor: n % 2 === 0 ? "anna" : "external",
            severity: severities[n % 3] ?? "info",
          }),
        ),
      ),
    );
    const seconds = async (query: Omit<RecordQuery, "limit">) => {
      const found = await store.transaction((tx) => tx.record({ ...query, limit: 100 }));
      return found.map((one) => (one.at - startMs) / 1_000);
    };
    expect(await seconds({ actor: "anna" })).toEqual([10, 8, 6, 4, 2, 0]);
    expect(await seconds({ severity: "warning" })).toEqual([11, 10, 8, 7, 5, 4, 2, 1]);
    expect(await seconds({ severity: "critical" })).toEqual([11, 8, 5, 2]);
    expect(await seconds({ actor: "external", severity: "critical" })).toEqual([11, 5]);
    expect(await seconds({ actor: "nobody" })).toEqual([]);
  });

  it("tells for any instant the last whole state of each machine", async () => {
    const store = await bench.open();
    const at = (n: number, seconds: number, changes = {}) =>
      entry(n, { at: startMs + seconds * 1_000, ...changes });
    await store.transaction((tx) =>
      tx.appendRecord([
        at(1, 10, { sentence: "one starts" }),
        at(2, 12, { sentence: "two starts" }),
        at(1, 20, { sentence: "one moves" }),
        at(1, 25, { sentence: "a note", data: { note: "guest-reboot" } }),
        // Came late: it happened before the move.
        at(1, 15, { sentence: "one grows" }),
        at(2, 30, { sentence: "two ends" }),
        at(2, 30, { sentence: "two ends, seen again" }),
        at(3, 1, { machine: null, sentence: "not of a machine" }),
      ]),
    );
    const asOf = async (seconds: number, id?: ReturnType<typeof machine>) => {
      const rows = await store.transaction((tx) => tx.statesAsOf(startMs + seconds * 1_000, id));
      return rows.map((row) => row.sentence);
    };
    expect(await asOf(9)).toEqual([]);
    expect(await asOf(10)).toEqual(["one starts"]);
    expect(await asOf(16)).toEqual(["one grows", "two starts"]);
    expect(await asOf(29)).toEqual(["one moves", "two starts"]);
    expect(await asOf(99)).toEqual(["one moves", "two ends, seen again"]);
    expect(await asOf(99, machine(1))).toEqual(["one moves"]);
  });
}

export function keepsAccess(bench: StateStoreBench): void {
  const user = {
    id: "u1",
    name: "anna",
    fullName: "Anna",
    source: "local",
    disabled: false,
    passwordHash: "h",
    mustChangePassword: false,
    totp: { secret: "sealed", lastStep: 7 },
    pendingTotp: null,
    recovery: ["r"],
    groups: ["ops"],
    oidc: null,
    formerNames: [],
    createdAt: 1,
    lastLoginAt: null,
  } as const;
  const session = {
    hash: "a".repeat(64),
    id: "s1",
    user: "u1",
    createdAt: 1,
    expiresAt: 100,
    lastSeenAt: 2,
    address: "10.0.0.1",
    browser: "x",
  };
  const token = {
    id: "t1",
    hash: "b".repeat(64),
    user: "u1",
    label: "ci",
    role: "viewer",
    scope: { kind: "everything" },
    parent: null,
    createdAt: 1,
    expiresAt: null,
    lastUsedAt: null,
  } as const;

  it("keeps users, sessions, tokens and bus logins", async () => {
    const store = await bench.open();
    const login = {
      name: "agent-1",
      kind: "agent",
      host: hostA,
      passwordHash: "h",
      createdAt: 1,
      createdBy: "admin",
    } as const;
    await store.transaction(async (tx) => {
      await tx.putUser(user);
      await tx.putUser({ ...user, disabled: true });
      await tx.putSession(session);
      await tx.putToken(token);
      await tx.putToken({ ...token, lastUsedAt: 5 });
      await tx.putBusLogin(login);
      await tx.putBusLogin({ ...login, name: "reader", kind: "integration", host: null });
    });
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      expect(await tx.users()).toEqual([{ ...user, disabled: true }]);
      expect(await tx.session(session.hash)).toEqual(session);
      expect(await tx.session("c")).toBeNull();
      expect(await tx.tokens("u1")).toEqual([{ ...token, lastUsedAt: 5 }]);
      expect(await tx.tokens("u2")).toEqual([]);
      expect(await tx.tokenByHash(token.hash)).toEqual({ ...token, lastUsedAt: 5 });
      expect(await tx.tokenByHash("c")).toBeNull();
      expect((await tx.busLogins()).map((row) => [row.name, row.host])).toEqual([
        ["agent-1", hostA],
        ["reader", null],
      ]);
      await tx.deleteBusLogin("reader");
      await tx.deleteToken("t1");
      await tx.deleteSession(session.hash);
      expect(await tx.busLogins()).toEqual([login]);
      expect(await tx.tokens()).toEqual([]);
      expect(await tx.session(session.hash)).toBeNull();
    });
  });

  it("keeps roles and bindings, and lists sessions", async () => {
    const store = await bench.open();
    const role = {
      name: "starter",
      title: "May start",
      permissions: ["machine.view", "machine.power"],
      secondFactor: true,
    } as const;
    const binding = (n: number) => ({
      id: uuid(n),
      subject: { kind: "group", group: `g${n}` } as const,
      role: "starter",
      scope: { kind: "tag", tag: "db" } as const,
      createdAt: 10 - n,
      createdBy: "admin",
    });
    await store.transaction(async (tx) => {
      await tx.access.putRole({ ...role, title: "" });
      await tx.access.putRole(role);
      await tx.access.putBinding(binding(1));
      await tx.access.putBinding(binding(2));
      await tx.putUser(user);
      await tx.putUser({ ...user, id: "u2", name: "ben" });
      await tx.putSession(session);
      await tx.putSession({ ...session, hash: "b", user: "u2", createdAt: 0 });
    });
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      expect(await tx.access.roles()).toEqual([role]);
      expect(await tx.access.bindings()).toEqual([binding(2), binding(1)]);
      expect(await tx.access.sessions("u1")).toEqual([session]);
      expect((await tx.access.sessions()).map((row) => row.hash)).toEqual(["b", session.hash]);
      await tx.access.deleteRole("starter");
      await tx.access.deleteBinding(uuid(1));
      expect(await tx.access.roles()).toEqual([]);
      expect(await tx.access.bindings()).toEqual([binding(2)]);
    });
  });

  it("ends the sessions of a user but one, and sweeps what is over", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.putUser(user);
      await tx.putUser({ ...user, id: "u2", name: "ben" });
      for (const hash of ["1", "2", "3"]) await tx.putSession({ ...session, hash });
      await tx.putSession({ ...session, hash: "4", user: "u2", expiresAt: 50 });
      await tx.deleteSessionsOf("u1", "2");
      await tx.putToken({ ...token, expiresAt: 50 });
      await tx.putToken({ ...token, id: "t2", hash: "d" });
    });
    await store.transaction(async (tx) => {
      const left = await Promise.all(["1", "2", "3", "4"].map((hash) => tx.session(hash)));
      expect(left.map((row) => row?.hash ?? null)).toEqual([null, "2", null, "4"]);
      await tx.sweepAccess(60);
      expect(await tx.session("4")).toBeNull();
      expect(await tx.session("2")).not.toBeNull();
      expect((await tx.tokens()).map((row) => row.id)).toEqual(["t2"]);
      await tx.deleteSessionsOf("u1");
      expect(await tx.session("2")).toBeNull();
    });
  });
}
