import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { releaseKeyOf } from "@novacron/tools/binaries/release-key";
import { testBinaries } from "@novacron/tools/binaries/test-binaries";
import { workspace } from "@novacron/tools/bundle/bundle";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mixedPrograms, previousTree } from "./previous-tree.ts";

type Operations = typeof import("../framework/operations.ts");
type Samples = typeof import("../framework/stored-samples.ts");
type Stacks = typeof import("../framework/stack-under-test.ts");
type Tools = Operations & Samples & Stacks;

const tree = previousTree() ?? "";
const before = process.env.NOVACRON_TEST_BINARIES;
const program = `novacron-agent-linux-${process.arch}`;

/** The tests' own tools of a tree: they speak the words of its control plane. */
async function toolsOf(of: string): Promise<Tools> {
  const names = ["operations", "stored-samples", "stack-under-test"];
  const loaded = names.map((name) => import(join(of, "test", "framework", `${name}.ts`)));
  return Object.assign({}, ...(await Promise.all(loaded)));
}

/** One real host with an agent of one release under a control plane of another. */
class Skewed {
  readonly folder = mkdtempSync(join(tmpdir(), "novacron-skew-"));
  readonly releases = join(this.folder, "releases");
  tools!: Tools;
  stack!: Awaited<ReturnType<Stacks["StackUnderTest"]["up"]>>;

  async up(programs: { agent: string; server: string }, keyPath: string): Promise<void> {
    process.env.NOVACRON_TEST_BINARIES = mixedPrograms(this.folder, programs);
    this.tools = await toolsOf(programs.server);
    const key = releaseKeyOf(keyPath).publicText;
    const env = { NOVACRON_RELEASES: this.releases, NOVACRON_RELEASE_KEYS: key };
    this.stack = await this.tools.StackUnderTest.up({ labHosts: 1, env });
    await this.stack.hosts[0]!.lab.defineTinyGuest({ name: "tiny" });
  }

  /** A command, its outcome, the host's own report of it, and samples: all kinds of messages, both ways. */
  async works(): Promise<void> {
    const { act, inState, storedSamples } = this.tools;
    const { id } = await inState(this.stack, "tiny", "shutoff");
    const started = await act(this.stack, { kind: "machine.start", machine: id });
    expect(started).toMatchObject({ state: "succeeded", problem: null });
    await inState(this.stack, "tiny", "running");
    const { plane, hosts } = this.stack;
    const times = () => storedSamples(plane.data, hosts[0]!.id).times.length;
    const known = times();
    await this.stack.until("newer samples are stored", () => times() > known + 1);
  }

  async agentVersion(): Promise<string> {
    const params = { host: this.stack.hosts[0]!.id };
    return (await this.stack.api.call("showHost", { params })).inventory.agentVersion;
  }

  async down(): Promise<void> {
    if (before === undefined) delete process.env.NOVACRON_TEST_BINARIES;
    else process.env.NOVACRON_TEST_BINARIES = before;
    await this.stack?.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Skipped in a clone without history, which has no earlier release to run.
describe.skipIf(tree === "")("an agent of the previous release under this control plane", () => {
  const skewed = new Skewed();
  const version = "0.2.0";
  let next: string;
  beforeAll(async () => {
    const old: typeof import("@novacron/tools/binaries/test-binaries") = await import(
      join(tree, "tools", "binaries", "test-binaries.ts")
    );
    const { folder } = await old.testBinaries({ programs: ["novacron-agent"] });
    const made = await testBinaries({ version, programs: ["novacron-agent"], packed: true });
    next = made.folder;
    await skewed.up({ agent: join(folder, program), server: workspace }, made.keyPath);
  });
  afterAll(() => skewed.down());

  it("obeys, and its samples are stored", () => skewed.works());

  it("is upgraded by it to this release, and its machines run on", async () => {
    const { stack, releases } = skewed;
    const pid = stack.hosts[0]!.qemuPids().get("tiny");
    mkdirSync(join(releases, version), { recursive: true });
    for (const name of ["manifest.json", "manifest.sig", `${program}.zst`]) {
      cpSync(join(next, name), join(releases, version, name));
    }
    await stack.api.call("startRollout", { body: { version, confirmWithinMs: 60_000 } });
    const state = async () => (await stack.api.call("showRollout")).rollout?.state;
    await stack.until("the rollout ends", async () => (await state()) !== "running", 120_000);
    expect(await state()).toBe("done");
    expect(await skewed.agentVersion()).toBe(version);
    expect(stack.hosts[0]!.qemuPids().get("tiny")).toBe(pid);
  });
});

describe.skipIf(tree === "")("this agent under a control plane of the previous release", () => {
  const skewed = new Skewed();
  beforeAll(async () => {
    const { keyPath } = await testBinaries({ programs: ["novacron-agent"] });
    await skewed.up({ agent: workspace, server: tree }, keyPath);
  });
  afterAll(() => skewed.down());

  it("obeys, and its samples are stored", () => skewed.works());
});
