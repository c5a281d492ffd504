import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { probeVirtualisation } from "./kvm-probe.ts";

test("the probe guest reaches 64-bit mode and prints where guests run at all", async () => {
  const result = await probeVirtualisation(new AbortController().signal, {
    accelerator: "tcg",
    deadlineMs: 30_000,
  });
  expect(result.verdict).toBe("kvm");
  expect(probeProcesses()).toEqual([]);
}, 60_000);

test("this host's KVM is judged by what the guest does and nothing is left running", async () => {
  const result = await probeVirtualisation(new AbortController().signal, { deadlineMs: 2_000 });
  expect(["kvm", "qemu"]).toContain(result.verdict);
  expect(result.evidence).not.toBe("");
  expect(probeProcesses()).toEqual([]);
}, 60_000);

test("an abort ends the probe and its processes", async () => {
  const controller = new AbortController();
  const probe = probeVirtualisation(controller.signal, { accelerator: "tcg", deadlineMs: 30_000 });
  controller.abort(new Error("stopped"));
  await expect(probe).rejects.toThrow("stopped");
  expect(probeProcesses()).toEqual([]);
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
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes("novacron-probe-") && line.includes("-nodefaults"));
}
