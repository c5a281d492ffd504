import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { probeVirtualisation } from "./kvm-probe.ts";

/** Of these tests alone: other agents on this machine probe too. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "novacron-probes-"));
  vi.stubEnv("TMPDIR", folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("the probe guest reaches 64-bit mode and prints where guests run at all", async () => {
  const result = await probeVirtualisation(new AbortController().signal, {
    accelerator: "tcg",
    deadlineMs: 30_000,
  });
  expect(result.verdict).toBe("kvm");
  await expect.poll(probeProcesses).toEqual([]);
}, 60_000);

test("this host's KVM is judged by what the guest does and nothing is left running", async () => {
  const result = await probeVirtualisation(new AbortController().signal, { deadlineMs: 2_000 });
  expect(["kvm", "qemu"]).toContain(result.verdict);
  expect(result.evidence).not.toBe("");
  await expect.poll(probeProcesses).toEqual([]);
}, 60_000);

test("an abort ends the probe and its processes", async () => {
  const controller = new AbortController();
  const probe = probeVirtualisation(controller.signal, { accelerator: "tcg", deadlineMs: 30_000 });
  controller.abort(new Error("stopped"));
  await expect(probe).rejects.toThrow("stopped");
  await expect.poll(probeProcesses).toEqual([]);
}, 60_000);

test("without an emulator the verdict is unknown and names what was tried", async () => {
  const options = { accelerator: "tcg", emulators: ["/nowhere/qemu"] } as const;
  const result = await probeVirtualisation(new AbortController().signal, options);
  expect(result.verdict).toBe("unknown");
  expect(result.evidence).toContain("/nowhere/qemu");
});

function probeProcesses(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const isOurs = readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${folder}\0`);
        return isOurs ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : "";
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes("-nodefaults"));
}
