import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "@novacron/tools/bootstrap/debian-needs";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { debianSystem } from "../lab/debian-system.ts";

const workspace = join(import.meta.dirname, "../..");
const script = join(workspace, "install/install.sh");
const unit = join(workspace, "install/novacron-agent.service");
/** What `systemd-analyze security` may say at most: 0 is a prison, 10 is nothing. */
const exposureMax = 2;
const minutes = 60_000;

describe("the script", () => {
  test("is clean POSIX shell", async () => {
    const init = join(workspace, "test/lab/stock-host-init.sh");
    const { status, stdout } = await runCommand(["shellcheck", "--shell=sh", script, init], {
      allowFailure: true,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    for (const shell of ["dash", "bash", "busybox"].filter(findProgram)) {
      const command = shell === "busybox" ? ["busybox", "sh", "-n"] : [shell, "-n"];
      await runCommand([...command, script]);
    }
  });

  test("cut off anywhere on its way, it does nothing", async () => {
    const text = readFileSync(script, "utf8").replace(/@[A-Z_]+@/g, "");
    const end = text.indexOf('main "$@" </dev/null');
    for (let at = Math.floor(end / 40); at < end; at += Math.floor(end / 40)) {
      const { stdout } = await runCommand(["sh", "-s", "--", "--help"], {
        input: text.slice(0, at),
        allowFailure: true,
      });
      expect(stdout).toBe("");
    }
  });
});

describe("the unit", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "novacron-unit-"));
    // systemd looks whether the program is there; any will do.
    const text = readFileSync(unit, "utf8").replace("/usr/local/bin/novacron-agent", "/bin/true");
    writeFileSync(join(folder, "novacron-agent.service"), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const analyze = (args: readonly string[]) =>
    runCommand(["systemd-analyze", ...args, join(folder, "novacron-agent.service")], {
      allowFailure: true,
    });

  test("is understood by systemd without a word", async () => {
    const { status, stdout, stderr } = await analyze(["verify"]);
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });

  test(`exposes at most ${exposureMax} of 10`, async () => {
    const threshold = `--threshold=${exposureMax * 10}`;
    const { status, stdout } = await analyze(["security", "--offline=true", threshold]);
    expect(stdout).toMatch(/Overall exposure level[^:]*: \d/);
    expect(status).toBe(0);
    const open = await analyze(["security", "--offline=true", "--threshold=5"]);
    expect(open.status).not.toBe(0);
  });

  test(
    "is understood by Debian 13's systemd, too",
    async () => {
      const system = await debianSystem("trixie");
      const inside = join(system, "usr/bin/systemd-analyze");
      expect(existsSync(inside)).toBe(true);
      // In a mount namespace of its own, so that nothing of the kept system changes.
      const line = `mount -t tmpfs tmpfs "$0/tmp" && cp "$1" "$0/tmp/" && exec chroot "$0" systemd-analyze verify /tmp/novacron-agent.service`;
      const command = ["unshare", "--mount", "sh", "-c", line, system];
      const { stderr } = await runCommand([...command, join(folder, "novacron-agent.service")], {
        allowFailure: true,
      });
      expect(stderr.split("\n").filter((one) => one.includes("novacron"))).toEqual([]);
    },
    20 * minutes,
  );

  test("hides no folder: what covers one would look like a local file system there", () => {
    // The agent tells by the mounts whether another host reaches a machine's disk.
    const text = readFileSync(unit, "utf8");
    expect(text).not.toMatch(/^(ProtectHome=(yes|tmpfs)|TemporaryFileSystem=|InaccessiblePaths=)/m);
  });
});
