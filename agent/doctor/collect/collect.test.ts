import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SystemClock } from "../../clock/system-clock.ts";
import { readAddresses } from "./addresses.ts";
import { collectDisk } from "./disk.ts";
import { parseEnvironment } from "./environment-file.ts";
import { collectIdentity } from "./identity.ts";
import { collectLibvirt } from "./libvirt.ts";
import { outcomeOf, reach } from "./reach.ts";
import { parseUnit } from "./system.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nv-doc-"));
});
afterEach(() => rm(folder, { recursive: true }));
const nothing = { ca: null, cert: null, key: null };

test("systemctl's words on a unit, and on one that is not there", () => {
  const lines = ["LoadState=loaded", "UnitFileState=enabled", "ActiveState=failed"];
  lines.push("Result=exit-code", "NeedDaemonReload=yes", "NRestarts=7");
  expect(parseUnit(lines.join("\n"))).toEqual({
    enabled: true,
    active: "failed",
    result: "exit-code",
    needsReload: true,
    restarts: 7,
  });
  expect(parseUnit("LoadState=not-found\nActiveState=inactive")).toBeNull();
  expect(parseUnit("")).toBeNull();
});

test("an environment file as systemd reads it", () => {
  const text = `# a comment\nNOVACRON_A=1\n NOVACRON_B="two words" \n;x\nlower=no\nNOVACRON_C='x=y'`;
  expect(parseEnvironment(text)).toEqual({
    NOVACRON_A: "1",
    NOVACRON_B: "two words",
    NOVACRON_C: "x=y",
  });
});

describe("how a connection failed", () => {
  test.each([
    ["ENOTFOUND", false, "dns"],
    ["EAI_AGAIN", false, "dns"],
    ["ECONNREFUSED", false, "refused"],
    ["EHOSTUNREACH", false, "refused"],
    ["ETIMEDOUT", false, "timeout"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false, "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false, "tls"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", true, "rejected"],
    ["ECONNRESET", true, "ok"],
    ["ECONNRESET", false, "other"],
  ] as const)("%s (ready: %s) is %s", (code, ready, outcome) => {
    expect(outcomeOf(Object.assign(new Error(code), { code }), ready)).toBe(outcome);
  });

  test("a closed port is refused and a listening one reached", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect((await reach(`mqtt://127.0.0.1:${port}`, nothing)).outcome).toBe("ok");
    await new Promise((resolve) => server.close(resolve));
    expect((await reach(`mqtt://127.0.0.1:${port}`, nothing)).outcome).toBe("refused");
  });
});

test("sockets of libvirt: none, one nobody listens on, one that answers", async () => {
  const clock = new SystemClock();
  const answersOf = async () => {
    const { sockets, session } = await collectLibvirt(clock, folder);
    const found = sockets.find(({ name }) => name === "libvirt-sock");
    return [found?.answer, session.state];
  };
  expect(await answersOf()).toEqual(["absent", "none"]);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(join(folder, "libvirt-sock"), resolve));
  expect(await answersOf()).toEqual(["open", "failed"]);
  await new Promise((resolve) => server.close(resolve));
});

test("an identity that is not there, and one that is damaged", async () => {
  expect((await collectIdentity(folder)).state).toBe("absent");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(folder, "identity"));
  for (const name of ["key.pem", "cert.pem", "ca.pem"]) {
    writeFileSync(join(folder, "identity", name), "no PEM");
  }
  expect((await collectIdentity(folder)).state).toBe("damaged");
});

test("room on a disk, also for a folder yet to be made", async () => {
  expect(await collectDisk(folder, 0)).toMatchObject({ writable: true, problem: null });
  const absent = await collectDisk(join(folder, "a/b"), 0);
  expect(absent).toMatchObject({ writable: false, problem: "ENOENT" });
  expect(absent.freeBytes).toBeGreaterThan(0);
});

test("the control plane's addresses come from the identity, else from the settings", async () => {
  const env = { NOVACRON_MQTT_URL: "mqtt://b:1883", NOVACRON_TUNNEL_URL: "nonsense" };
  expect(await readAddresses(folder, env)).toEqual({
    api: null,
    bus: "mqtt://b:1883",
    tunnel: null,
  });
});
