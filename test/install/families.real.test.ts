import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StockHost } from "../lab/stock-host.ts";
import { fakeSystemctl, recorded, recordedSystems, replayed } from "./recorded-systems.ts";

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
 * The other families of distributions: the script is the real one, in a real Debian made to look like them, with a
 * systemctl that only writes down what it is asked, and a dnf or zypper that answers as the real one was recorded to.
 * That libvirt runs afterwards on such a system is not shown here.
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
      const real = manager === "zypper" ? "zypper" : "dnf";
      const programs = { [manager]: replayed(recorded(real, "installed"), true) };
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
    const programs = { dnf: replayed(recorded("dnf", "installed"), true) };
    const outcome = await run({ osRelease, programs, args: "" });
    expect(outcome).toMatchObject({ status: 1, calls: "" });
    expect(outcome.stderr).toContain("libvirt-daemon-kvm");
    expect(outcome.stderr).toContain("--with-hypervisor");
  });

  const fedora = (when: string, goesOn: boolean) => {
    return { name: "Fedora 43", answer: recorded("dnf", when), goesOn };
  };
  const sles = (when: string, goesOn: boolean, exitCode?: number) => {
    return { name: "SLES 15", answer: recorded("zypper", when, exitCode), goesOn };
  };

  test.each([
    fedora("installed", true),
    fedora("installed already", true),
    fedora("a package's script fails", true),
    fedora("a package is missing", false),
    fedora("a dependency is missing", false),
    fedora("a repository is away", false),
    sles("installed", true),
    sles("installed already", true),
    sles("a package's script fails", true),
    sles("a package is missing", false),
    sles("a dependency is missing", false),
    sles("a repository is away", false),
    sles("another one holds the lock", false),
    // Of these only zypper(8) tells: a reboot is needed, another repository was left out.
    sles("installed", true, 102),
    sles("installed", true, 106),
  ])(
    "$name: $answer.when, $answer.exitCode: goes on: $goesOn",
    async ({ name, answer, goesOn }) => {
      const system = recordedSystems.find((one) => one.name === name);
      const { osRelease = "", manager = "dnf", installs = "" } = system ?? {};
      const programs = { [manager]: replayed(answer, goesOn), systemctl: fakeSystemctl };
      const args = "--with-hypervisor --token nct1.a.b.c";
      const { status, calls, stdout, stderr } = await run({ osRelease, programs, args });
      expect(status).not.toBe(0);
      expect(calls).toContain(`${manager} ${installs}`);
      // What it said itself is what a person sees.
      expect(stdout + stderr).toContain(answer.stderr.trim().split("\n").at(-1) ?? "");
      expect(calls.includes("enable --now virtqemud.socket")).toBe(goesOn);
      expect(stderr.includes("could not be fetched")).toBe(goesOn);
    },
  );

  test("a system of no known family is told what it lacks", async () => {
    const osRelease = 'ID=gentoo\nPRETTY_NAME="Gentoo Linux"\n';
    const { status, stderr } = await run({ osRelease, programs: {}, args: "" });
    expect(status).toBe(1);
    expect(stderr).toContain("libvirt and QEMU");
  });
});
