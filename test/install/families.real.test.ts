import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StockHost } from "../lab/stock-host.ts";
import { fakeManager, fakeSystemctl, recordedSystems } from "./recorded-systems.ts";

const workspace = join(import.meta.dirname, "../..");
const minutes = 60_000;

/** The script with an address at which nothing answers: it ends where it would fetch the agent. */
function scriptText(): string {
  const filled: Record<string, string> = {
    URL: "https://198.19.255.254:9",
    PIN: "sha256//none",
    VERSION: "0.1.0",
    FILES: `${"0".repeat(64)} 1 novacron-agent-linux-x64`,
    UNIT: "[Service]",
  };
  const text = readFileSync(join(workspace, "install/install.sh"), "utf8");
  return text
    .replace(/@([A-Z_]+)@/g, (_, name: string) => filled[name] ?? "")
    .replace("--retry 5 --connect-timeout 15", "--connect-timeout 1");
}

/**
 * The other families of distributions, against recorded answers: the script is the real one, in a real
 * Debian made to look like them, with a package manager and systemctl that only write down what they are
 * asked. That the real ones do what they are asked there is not shown here.
 */
describe("where libvirt is missing", () => {
  let host: StockHost;
  beforeAll(async () => {
    host = await StockHost.boot({ release: "trixie" });
    writeFileSync(host.inside("/opt/install.sh"), scriptText());
  }, 20 * minutes);
  afterAll(() => host?.stop(), minutes);

  interface Looks {
    readonly osRelease: string;
    readonly programs: Readonly<Record<string, string>>;
    readonly args: string;
  }

  /** Looks like another system, for this one run. */
  async function run({ osRelease, programs, args }: Looks) {
    await host.sh("rm -rf /opt/bin /tmp/calls && mkdir /opt/bin && : >/tmp/calls");
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(host.inside(`/opt/bin/${name}`), text, { mode: 0o755 });
    }
    writeFileSync(host.inside("/opt/os-release"), osRelease);
    writeFileSync(
      host.inside("/opt/run.sh"),
      `mount --bind /opt/os-release /usr/lib/os-release
mount -t tmpfs tmpfs /run/libvirt
PATH=/opt/bin:$PATH sh -s -- ${args} </opt/install.sh\n`,
    );
    const line = "unshare --mount sh /opt/run.sh";
    const outcome = await host.sh(line, { allowFailure: true, timeoutMs: minutes });
    return { ...outcome, calls: (await host.sh("cat /tmp/calls")).stdout };
  }

  test.each(recordedSystems)(
    "$name: the plan names its packages and its command",
    async (system) => {
      const { name: _, osRelease, manager, installs } = system;
      const programs = { [manager]: fakeManager(0) };
      const token = `nct1.a.b.${"c".repeat(43)}`;
      const args = `--dry-run --with-hypervisor --token ${token}`;
      const { status, stdout, stderr, calls } = await run({ osRelease, programs, args });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain(`package manager: ${manager}`);
      expect(stdout.replace("zypper_do", "zypper")).toContain(`${manager} ${installs}`);
      expect(calls).toBe("");
    },
  );

  test("without leave to install it says what is missing, and ends", async () => {
    const [{ osRelease } = { osRelease: "" }] = recordedSystems;
    const outcome = await run({ osRelease, programs: { dnf: fakeManager(0) }, args: "" });
    expect(outcome).toMatchObject({ status: 1, calls: "" });
    expect(outcome.stderr).toContain("libvirt-daemon-kvm");
    expect(outcome.stderr).toContain("--with-hypervisor");
  });

  test.each([
    ["Fedora 43", 0, true],
    ["Fedora 43", 1, false],
    ["SLES 15", 0, true],
    ["SLES 15", 102, true],
    ["SLES 15", 106, true],
    ["SLES 15", 104, false],
  ])("%s: an installation that ends with %i goes on: %s", async (name, exitCode, goesOn) => {
    const system = recordedSystems.find((one) => one.name === name);
    const { osRelease = "", manager = "dnf", installs = "" } = system ?? {};
    const programs = { [manager]: fakeManager(exitCode), systemctl: fakeSystemctl };
    const args = "--with-hypervisor --token nct1.a.b.c";
    const { status, calls, stderr } = await run({ osRelease, programs, args });
    expect(status).not.toBe(0);
    expect(calls).toContain(`${manager} ${installs}`);
    expect(calls.includes("enable --now virtqemud.socket")).toBe(goesOn);
    expect(stderr.includes("could not be fetched")).toBe(goesOn);
  });

  test("a system of no known family is told what it lacks", async () => {
    const osRelease = 'ID=gentoo\nPRETTY_NAME="Gentoo Linux"\n';
    const { status, stderr } = await run({ osRelease, programs: {}, args: "" });
    expect(status).toBe(1);
    expect(stderr).toContain("libvirt and QEMU");
  });
});
