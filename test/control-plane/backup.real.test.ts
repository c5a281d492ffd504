import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { operationId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { logInAs, readLogins } from "../framework/logins.ts";
import { MovingAddress } from "../framework/moving-address.ts";
import { SimulatedHosts } from "../framework/simulated-hosts.ts";

const password = "a password of the tests";
const folder = mkdtempSync(join(tmpdir(), "novacron-backup-"));
const file = join(folder, "fleet.backup");
const within = { timeout: 60_000, interval: 50 };

let old: ControlPlaneProcess;
let oldApi: Client;
let restored: ControlPlaneProcess;
let api: Client;
let address: MovingAddress;
let agents: SimulatedHosts;

const planeOn = (data: string, env: Record<string, string> = {}) =>
  ControlPlaneProcess.make(
    {
      NOVACRON_ADMIN_PASSWORD: password,
      NOVACRON_SIMULATED_HOSTS: "2",
      NOVACRON_SECRET_KEY_FILE: join(folder, "kept.key"),
      ...env,
    },
    { data },
  );

const online = async (of: Client): Promise<number> =>
  (await of.call("listHosts")).items.filter((host) => host.state === "online").length;

const ask = async (of: Client, machine: string, kind: "machine.start" | "machine.force-off") => {
  const id = operationId.parse(randomUUID());
  return of.call("requestOperation", { body: { id, kind, machine: machine as never, params: {} } });
};

const ended = (of: Client, operation: string) =>
  vi.waitFor(async () => {
    const found = await of.call("showOperation", { params: { operation: operation as never } });
    expect(found.endedAt).not.toBeNull();
    return found;
  }, within);

const running = async (of: Client) => {
  const { items } = await of.call("listMachines", { query: { limit: 100 } });
  const found = items.find((machine) => machine.state === "running");
  if (found === undefined) throw new Error("no machine runs");
  return found;
};

/** Times and values of the hosts' load that a store has in a span. */
async function samples(of: Client, span: { from: number; to: number }): Promise<number> {
  const { series } = await of.call("metricsRange", {
    query: { target: "host", fields: "load1", points: 600, ...span },
  });
  return series.flatMap((one) => one.values.load1 ?? []).filter((value) => value !== null).length;
}

beforeAll(async () => {
  writeFileSync(join(folder, "kept.key"), `${Buffer.alloc(32, 7).toString("base64")}\n`);
  old = await planeOn(join(folder, "old"));
  await old.start();
  oldApi = await logInAs(old.url, "admin", password);
  address = await MovingAddress.to(old.mqttPort);
  const url = `mqtt://127.0.0.1:${address.port}`;
  agents = new SimulatedHosts({
    hosts: 2,
    machines: 4,
    intervalMs: 1_000,
    logins: readLogins(old.data)
      .slice(0, 2)
      .map((login) => ({ ...login, url })),
    folder,
    tunnelUrl: old.url,
  });
  agents.start();
  await vi.waitFor(async () => expect(await online(oldApi)).toBe(2), within);
});

afterAll(async () => {
  await agents?.end("SIGKILL");
  await address?.close();
  await old?.remove();
  await restored?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe("a backup while everything runs", () => {
  let since = 0;
  let backedUpAt = 0;
  let before = 0;

  it("is made, encrypted, and shows nothing of what is in it", async () => {
    await oldApi.call("addProject", { body: { name: "canary-project" } });
    since = Date.now() - 60_000;
    await vi.waitFor(
      async () => expect(await samples(oldApi, { from: since, to: Date.now() })).toBeGreaterThan(3),
      within,
    );
    backedUpAt = Date.now() - 2_000;
    before = await samples(oldApi, { from: since, to: backedUpAt });
    const made = await old.word(["backup", "--to", file, "--encrypt"]);
    expect(made).toMatchObject({ status: 0, errors: "" });
    expect(readFileSync(file).includes("canary-project")).toBe(false);
    const again = await old.word(["backup", "--to", file]);
    expect(again.errors).toContain("CONFLICT");
  });

  it("is refused into a folder that is not empty, with a wrong key, cut short, or of a newer schema", async () => {
    const data = mkdtempSync(join(folder, "refused-"));
    const restore = (from: string, more: Record<string, string> = {}) =>
      old.word(["restore", "--from", from], { NOVACRON_DATA: data, ...more });
    const full = await old.word(["restore", "--from", file]);
    expect(full.errors).toMatch(/FOLDER_IN_USE|CONFLICT/);
    const other = Buffer.alloc(32, 8).toString("base64");
    const wrong = await restore(file, { NOVACRON_SECRET_KEY: other });
    expect(wrong.errors).toContain("SECRETS_LOCKED");
    const bytes = readFileSync(file);
    writeFileSync(join(folder, "cut"), bytes.subarray(0, bytes.length - 1_000));
    expect((await restore(join(folder, "cut"))).errors).toContain("SECRETS_LOCKED");
    const plain = join(folder, "plain");
    expect((await old.word(["backup", "--to", `${plain}/`])).status).toBe(0);
    const manifest = JSON.parse(readFileSync(join(plain, "backup.json"), "utf8"));
    writeFileSync(join(plain, "backup.json"), JSON.stringify({ ...manifest, schema: 9_999 }));
    expect((await restore(plain)).errors).toContain("SCHEMA_NEWER");
    writeFileSync(join(plain, "backup.json"), JSON.stringify(manifest));
    writeFileSync(join(plain, "state.db"), "not a database");
    expect((await restore(plain)).errors).toContain("STORE_CORRUPT");
    expect(readdirSync(data).filter((name) => !name.startsWith("control-plane.lock"))).toEqual([]);
  });

  it("comes back as a higher epoch that commands nothing until the hosts were read again", async () => {
    restored = await planeOn(join(folder, "restored"));
    const done = await restored.word(["restore", "--from", file]);
    expect(done).toMatchObject({ status: 0, errors: "" });
    await restored.start();
    api = new Client({ url: restored.url, token: oldApi.connection.token });
    const system = await api.call("system");
    expect(system.epoch).toBeGreaterThan((await oldApi.call("system")).epoch);
    expect(system.restoring?.waitingFor).toHaveLength(2);
    const { items } = await api.call("listMachines", { query: { limit: 100 } });
    const refused = ask(api, items[0]?.id ?? "", "machine.start");
    await expect(refused).rejects.toMatchObject({ code: "RESTORING" });
  });

  it("gets its hosts back by themselves, and commands them then", async () => {
    address.point(restored.mqttPort);
    await vi.waitFor(async () => expect((await api.call("system")).restoring).toBeNull(), within);
    expect(await online(api)).toBe(2);
    const machine = await running(api);
    const asked = await ask(api, machine.id, "machine.force-off");
    expect((await ended(api, asked.id)).state).toBe("succeeded");
  });

  it("has every sample that was acknowledged before it, its projects and its audit log", async () => {
    expect(await samples(api, { from: since, to: backedUpAt })).toBe(before);
    const { items } = await api.call("listProjects");
    expect(items.map((project) => project.name)).toContain("canary-project");
    const rows = await api.call("listAudit", { query: { action: "controlplane.restored" } });
    expect(rows.items).toHaveLength(1);
    const whole = await restored.word(["audit-verify"]);
    expect(whole).toMatchObject({ status: 0, errors: "" });
  });

  it("leaves the old control plane powerless", async () => {
    const machine = await running(api);
    address.point(old.mqttPort);
    await vi.waitFor(async () => expect(await online(oldApi)).toBe(2), within);
    const asked = await ask(oldApi, machine.id, "machine.force-off");
    const outcome = await ended(oldApi, asked.id);
    expect(outcome).toMatchObject({ state: "failed", problem: { code: "EPOCH_REFUSED" } });
    address.point(restored.mqttPort);
    await vi.waitFor(async () => expect(await online(api)).toBe(2), within);
    const { items } = await api.call("listMachines", { query: { limit: 100 } });
    expect(items.find((one) => one.id === machine.id)?.state).toBe("running");
  });
});

describe("an administrator", () => {
  it("need not wait for hosts that do not come back", async () => {
    const lonely = await planeOn(join(folder, "lonely"));
    try {
      expect((await lonely.word(["restore", "--from", file])).status).toBe(0);
      await lonely.start();
      const hasty = new Client({ url: lonely.url, token: oldApi.connection.token });
      await hasty.call("endRestoring");
      expect((await hasty.call("system")).restoring).toBeNull();
      const { items } = await hasty.call("listMachines", { query: { limit: 100 } });
      const refused = ask(hasty, items[0]?.id ?? "", "machine.start");
      await expect(refused).rejects.not.toMatchObject({ code: "RESTORING" });
    } finally {
      await lonely.remove();
    }
  });
});

describe("secrets", () => {
  it("are rotated while the control plane is stopped, and all of them still open", async () => {
    expect((await restored.word(["rotate-secrets"])).errors).toContain("FOLDER_IN_USE");
    await restored.end("SIGTERM");
    const sealed = () => readFileSync(join(restored.data, "pki", "ca-key.pem"), "utf8");
    const first = sealed();
    expect(await restored.word(["rotate-secrets"])).toMatchObject({ status: 0, errors: "" });
    expect(sealed()).not.toBe(first);
    await restored.start();
    expect((await api.call("who")).name).toBe("admin");
    await vi.waitFor(async () => expect(await online(api)).toBe(2), within);
    const rows = await api.call("listAudit", { query: { action: "secrets.rotated" } });
    expect(rows.items).toHaveLength(1);
  });

  it("of a start with another key stay shut", async () => {
    await restored.end("SIGTERM");
    const other = Buffer.alloc(32, 8).toString("base64");
    const refused = await restored.word([], { NOVACRON_SECRET_KEY: other });
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.errors).toContain("SECRETS_LOCKED");
    expect(refused.errors).not.toContain(other);
  });
});

it("a database of a newer schema is refused at the start", async () => {
  const db = new DatabaseSync(join(restored.data, "state.db"));
  db.exec("PRAGMA user_version = 9999");
  db.close();
  const refused = await restored.word([]);
  expect(refused.errors).toContain("SCHEMA_NEWER");
});
