import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostId } from "@novacron/protocol/domain/ids";
import { type TestBinaries, testBinaries } from "@novacron/tools/binaries/test-binaries";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DebianRelease } from "../lab/debian-system.ts";
import { waitUntil } from "../lab/processes.ts";
import { StockHost } from "../lab/stock-host.ts";
import { JoiningFleet } from "./joining-fleet.ts";

const minutes = 60_000;
const program = "/usr/local/bin/novacron-agent";
/** For what comes by itself: a tick, a report, a reconnection, on a machine that has other work. */
const comesMs = 90_000;
const quiet = { allowFailure: true } as const;

/**
 * The whole way on a stock Debian under its own systemd: the line of the real CLI, the real control plane
 * over TLS, the real single binary in the real sandbox, the distribution's own libvirt and polkit.
 */
export function joins(release: DebianRelease): void {
  let older: TestBinaries;
  let current: TestBinaries;
  let host: StockHost;
  let fleet: JoiningFleet;
  beforeAll(async () => {
    older = await testBinaries({ programs: ["novacron-agent"], version: "0.0.9" });
    current = await testBinaries();
    host = await StockHost.boot({ release });
    fleet = await JoiningFleet.start(host.gateway, older);
    await host.sh(`cat >/opt/web.xml <<'E'
<domain type='qemu'><name>web</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
<os><type arch='x86_64'>hvm</type></os><devices><serial type='pty'/></devices></domain>
E
virsh -q -c qemu:///system define /opt/web.xml && virsh -q -c qemu:///system start web`);
  }, 30 * minutes);
  afterAll(async () => {
    await fleet?.stop();
    await host?.stop();
  }, minutes);

  const run = (line: string) => host.sh(line, { ...quiet, timeoutMs: 2 * minutes });
  const stateOfWeb = async () =>
    (await host.sh("virsh -q -c qemu:///system domstate web")).stdout.trim();
  const qemuPid = async () => (await host.sh("cat /run/libvirt/qemu/web.pid")).stdout.trim();
  const mainPid = async () =>
    (await host.sh("systemctl show -P MainPID novacron-agent")).stdout.trim();

  test("a connection to another key than the pinned one ends before a byte is run", async () => {
    const line = await fleet.line();
    const pin = /sha256\/\/[^']+/.exec(line)?.[0] ?? "";
    const other = `sha256//${createHash("sha256").update("other").digest("base64")}`;
    const { stdout, stderr } = await run(line.replace(pin, other));
    expect(stderr).toMatch(/pinned public key/);
    expect(stdout).toBe("");
  });

  test("the dry run shows all it would do and does nothing", async () => {
    const { status, stdout } = await run(`${await fleet.line()} --dry-run`);
    expect(status).toBe(0);
    for (const part of [program, "useradd", "usermod -aG libvirt", "novacron-agent.service"]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toContain("Nothing was done");
    expect((await run(`id novacron; ls ${program} /var/lib/novacron-agent`)).stdout).toBe("");
    expect(await fleet.hosts()).toEqual([]);
  });

  test("a token of another fleet is refused before anything is done", async () => {
    const line = await fleet.line();
    const { status, stderr } = await run(line.replace(/\.[^.]+$/, `.${"A".repeat(43)}`));
    expect(status).toBe(1);
    expect(stderr).toContain("another fleet");
    expect((await run(`ls ${program}`)).stdout).toBe("");
  });

  test("one line, and the host is on screen with its machine", async () => {
    const { status, stdout, stderr } = await run(await fleet.line());
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain("on screen");
    expect(await fleet.hosts()).toMatchObject([{ name: host.name, state: "online", problems: [] }]);
    const uid = (await host.sh(`stat -c %U /proc/${await mainPid()}`)).stdout.trim();
    expect(uid).toBe("novacron");
  });

  test("in its sandbox the agent sees the machine, its processor time and memory", async () => {
    const client = await fleet.client();
    await waitUntil(
      "figures of the machine come",
      async () => {
        const { items } = await client.call("listMachines");
        const web = items.find(({ name }) => name === "web");
        return web?.state === "running" && web.cpuUsed !== null && web.memoryUsedBytes !== null;
      },
      comesMs,
    );
  });

  test("and acts on it: pause and resume from the control plane", async () => {
    const client = await fleet.client();
    const machine = (await client.call("listMachines")).items[0]?.id ?? "";
    for (const [verb, state] of [
      ["pause", "paused"],
      ["resume", "running"],
    ] as const) {
      const { stderr, status } = await fleet.act(verb, machine);
      expect({ verb, status, stderr }).toMatchObject({ status: 0 });
      expect(await stateOfWeb()).toBe(state);
    }
  });

  test("QEMU can read the key for its migrations, and nobody else", async () => {
    const pid = await qemuPid();
    const groups = (
      await host.sh(`sed -n 's/^Groups:\\s*//p;s/^Gid:\\s*\\(\\S*\\).*/\\1/p' /proc/${pid}/status`)
    ).stdout;
    const { stdout } = await host.sh("stat -c '%a %g' /etc/pki/qemu/server-key.pem");
    const [mode, group = ""] = stdout.trim().split(" ");
    expect(mode).toBe("640");
    expect(groups.split(/\s+/)).toContain(group);
  });

  test("the doctor finds nothing wrong, as root and as the agent's user alike", async () => {
    const { status, stdout } = await run(`${program} doctor --no-probe`);
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toContain("Nothing is wrong");
    expect((await run(`runuser -u novacron -- ${program} doctor --no-probe`)).status).toBe(0);
  });

  test.each([
    [
      "LIBVIRT_MISSING",
      "systemctl stop libvirtd.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket",
      "systemctl start libvirtd.socket",
    ],
    ["LIBVIRT_PERMISSION", "gpasswd -d novacron libvirt", "usermod -aG libvirt novacron"],
    ["AGENT_STOPPED", "systemctl stop novacron-agent", "systemctl start novacron-agent"],
    ["UNIT_DISABLED", "systemctl disable novacron-agent", "systemctl enable novacron-agent"],
    [
      "KEY_EXPOSED",
      "chmod 644 /var/lib/novacron-agent/identity/key.pem",
      "chmod 600 /var/lib/novacron-agent/identity/key.pem",
    ],
    [
      "IDENTITY_UNREADABLE",
      "chown root /var/lib/novacron-agent/identity",
      "chown novacron /var/lib/novacron-agent/identity",
    ],
    [
      "UNIT_STALE",
      "echo '# changed' >>/etc/systemd/system/novacron-agent.service",
      "sed -i '$d' /etc/systemd/system/novacron-agent.service && systemctl daemon-reload",
    ],
    [
      "API_UNREACHABLE",
      "ip route add unreachable GATEWAY/32",
      "ip route del unreachable GATEWAY/32",
    ],
  ])("the doctor names a broken set-up: %s", async (code, breakIt, mendIt) => {
    const at = (line: string) => line.replaceAll("GATEWAY", host.gateway);
    await run(at(breakIt));
    try {
      const { status, stdout } = await run(`${program} doctor --no-probe --json --strict`);
      const found = JSON.parse(stdout).findings.map((finding: { code: string }) => finding.code);
      expect(found).toContain(code);
      expect(status).toBe(1);
    } finally {
      await run(at(mendIt));
    }
  });

  test("the same line again changes nothing and restarts nothing", async () => {
    const isBack = async () => (await run(`${program} status`)).status === 0;
    await waitUntil("the agent is back", isBack, comesMs);
    const before = await mainPid();
    const { status, stdout } = await run(await fleet.line());
    expect(status).toBe(0);
    expect(stdout).toContain("has joined already");
    expect(await mainPid()).toBe(before);
  });

  test("a program that is not the announced one is not put in place", async () => {
    const folder = join(fleet.folder, "releases");
    renameSync(join(folder, "0.0.9"), join(fleet.folder, "0.0.9"));
    const name = "novacron-agent-linux-x64";
    const bytes = Buffer.from("#!/bin/sh\necho tampered\n");
    const sha256 = createHash("sha256").update("the true one").digest("hex");
    const file = { program: "novacron-agent", arch: "x64", name, sha256, bytes: bytes.length };
    const manifest = { format: 1, version: "0.0.8", commit: null, minFrom: "0.0.0" };
    mkdirSync(join(folder, "0.0.8"));
    writeFileSync(join(folder, "0.0.8", name), bytes);
    const text = JSON.stringify({ ...manifest, files: [{ ...file, packed: [] }] });
    writeFileSync(join(folder, "0.0.8", "manifest.json"), text);
    const { status, stderr } = await run(await fleet.line());
    expect(status).toBe(1);
    expect(stderr).toContain("not what was announced");
    expect((await host.sh(`${program} --version`)).stdout).toContain("0.0.9");
    renameSync(join(fleet.folder, "0.0.9"), join(folder, "0.0.9"));
  });

  test("a newer release goes over the older one; machines run on", async () => {
    const qemu = await qemuPid();
    fleet.offer(current);
    const { status, stdout } = await run(await fleet.line());
    expect(status).toBe(0);
    expect(stdout).toContain(`upgrade ${program}`);
    expect((await host.sh(`${program} --version`)).stdout).toContain("0.1.0");
    expect((await host.sh(`${program}.previous --version`)).stdout).toContain("0.0.9");
    await waitUntil(
      "the host reports its new agent",
      async () => {
        const [one] = await fleet.hosts();
        return one?.inventory.agentVersion === "0.1.0" && one.state === "online";
      },
      comesMs,
    );
    expect(await qemuPid()).toBe(qemu);
  });

  test("a host whose certificate was revoked is told so by its doctor", async () => {
    const client = await fleet.client();
    const [{ id } = { id: "" }] = await fleet.hosts();
    await client.call("revokeIdentity", { params: { host: hostId.parse(id) } });
    await waitUntil(
      "the doctor knows",
      async () => {
        const { stdout } = await run(`${program} doctor --no-probe --json`);
        const codes = JSON.parse(stdout).findings.map((finding: { code: string }) => finding.code);
        return codes.includes("BUS_LOGIN_REFUSED") || codes.includes("BUS_REJECTED");
      },
      comesMs,
    );
  });

  test("uninstalling takes the agent away and touches no machine", async () => {
    const qemu = await qemuPid();
    const { status, stdout } = await run(`${await fleet.line()} --uninstall`);
    expect(status).toBe(0);
    expect(stdout).toContain("no machine was touched");
    expect((await run(`ls ${program} /etc/systemd/system/novacron-agent.service`)).stdout).toBe("");
    expect((await run("ls -d /var/lib/novacron-agent/identity")).status).toBe(0);
    expect([await stateOfWeb(), await qemuPid()]).toEqual(["running", qemu]);
    expect((await run(`${await fleet.line()} --uninstall --purge`)).status).toBe(0);
    const left = "ls -d /var/lib/novacron-agent /etc/novacron /etc/pki/qemu; id novacron";
    expect((await run(left)).stdout).toBe("");
    expect((await run(`${await fleet.line()} --uninstall --purge`)).status).toBe(0);
  });

  test("without systemd it says what to do instead, and an init script serves", async () => {
    const [{ id } = { id: "" }] = await fleet.hosts();
    const line = await fleet.line(["--host", id]);
    // Where systemd's folder is hidden, the host looks like one that has none.
    const hidden = (text: string) =>
      run(
        `unshare --mount sh -c 'mount -t tmpfs none /run/systemd && cd / && ${text.replaceAll("'", `'"'"'`)}'`,
      );
    const without = await hidden(`${line} --dry-run`);
    expect(without.stdout).toContain("There is no systemd here");
    const { status, stdout, stderr } = await hidden(`${line} --init-script`);
    expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toContain("on screen");
    const script = "/etc/init.d/novacron-agent";
    expect((await hidden(`${script} status`)).status).toBe(0);
    expect((await hidden(`${line} --uninstall --purge`)).status).toBe(0);
    expect((await run(`ls ${script}`)).stdout).toBe("");
    expect(await stateOfWeb()).toBe("running");
  });
}
