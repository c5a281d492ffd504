import { X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { SystemClock } from "@novacron/agent/clock/system-clock";
import { IdentityFiles } from "@novacron/agent/identity/identity-files";
import { IdentityKeeper } from "@novacron/agent/identity/identity-keeper";
import { joinFleet } from "@novacron/agent/identity/join-fleet";
import { HttpServer } from "@novacron/control-plane/adapters/http/http-server";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { ServerCertificate } from "@novacron/control-plane/adapters/pki/server-certificate";
import { defaultTrust } from "@novacron/control-plane/app/trust/trust-ports";
import { startControl } from "@novacron/control-plane/kit/kit";
import { VirtualClock } from "@novacron/control-plane/kit/virtual-clock";
import { hostId } from "@novacron/protocol/domain/ids";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { afterEach, expect, it } from "vitest";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const yearMs = 365 * 86_400_000;
const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, notice: quiet, warn: quiet, error: quiet };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** A control plane whose clock is right, seen from a host whose own is `offMs` ahead of it. */
async function fleet(offMs: number) {
  const clock = new VirtualClock();
  clock.wallOffsetMs = Date.now() - offMs - clock.monotonicMs();
  const nowhere = { read: async () => null, write: async () => undefined };
  const ca = new FleetCa(await ownAuthority(nowhere, clock.now()));
  const trust = { ...defaultTrust, tls: true, certificateMs: 60_000 };
  const control = await startControl({ clock, ca, trust });
  const names = () => [controlPlaneServerName, "127.0.0.1"];
  const server = new ServerCertificate({ ca, clock, log, names, own: null });
  await server.start();
  const http = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    tls: server,
    trustedProxies: [],
    consoleDirectory: "/nonexistent",
    metricsOpen: false,
    version: "test",
    app: control.app,
    clock,
    log,
    upgrades: [],
  });
  await http.start(new AbortController().signal);
  undo.push(() => http.stop());
  const folder = await mkdtemp(join(tmpdir(), "novacron-clock-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const wish = { label: "", host: null, expiresInMinutes: 60 };
  const { token } = await control.app.trust.tokens.create("anna", wish);
  const files = new IdentityFiles(folder);
  const url = `https://127.0.0.1:${http.port()}`;
  const joining = { url, token, host, name: "hv-1", files, qemu: null, newKey: false };
  return { clock, ca, port: http.port(), files, joining };
}

it.each([
  ["six years behind", -6 * yearMs],
  ["six years ahead", 6 * yearMs],
])(
  "a host whose clock is %s joins and renews, and says that it is wrong",
  async (_, offMs) => {
    const { clock, ca, port, files, joining } = await fleet(offMs);
    // By this machine's clock the server's certificate is worth nothing.
    const strict = connect({
      host: "127.0.0.1",
      port,
      ca: ca.caPem(),
      servername: controlPlaneServerName,
    });
    const verdict = await new Promise<unknown>((resolve) => {
      strict.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      strict.once("secureConnect", () => resolve("accepted"));
    });
    strict.destroy();
    expect(verdict).toMatch(/CERT_(NOT_YET_VALID|HAS_EXPIRED)/);
    const identity = await joinFleet(joining);
    const problems = new Map<string, string | null>();
    const keeper = new IdentityKeeper({
      identity,
      files,
      qemu: null,
      clock: new SystemClock(),
      ids: { random: () => 0 },
      log,
    });
    keeper.tell((thing, code) => problems.set(thing, code));
    // Its time has come by the control plane's clock, whatever this machine's says.
    clock.wallOffsetMs += 45_000;
    keeper.start();
    undo.push(() => keeper.stop());
    await expect
      .poll(() => keeper.identity().serial, { timeout: 30_000 })
      .not.toBe(identity.serial);
    expect(problems.get("clock")).toBe("clock-wrong");
    const kept = new X509Certificate((await files.read())?.certificate ?? "");
    expect(kept.serialNumber).toBe(keeper.identity().serial);
    expect(Date.parse(kept.validTo)).toBeLessThanOrEqual(clock.now() + 60_000);
  },
  60_000,
);

it("a wrong clock opens no door: another fleet's server is not trusted all the same", async () => {
  const [own, other] = [await fleet(6 * yearMs), await fleet(6 * yearMs)];
  const misled = { ...own.joining, url: other.joining.url };
  await expect(joinFleet(misled)).rejects.toMatchObject({ code: "SERVER_NOT_TRUSTED" });
  expect(await own.files.readKey()).toBeNull();
});
