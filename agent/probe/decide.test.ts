import { expect, test } from "vitest";
import { decideVirtualisation } from "./decide.ts";

test("only a guest that was seen to run makes a KVM host", () => {
  const verdicts = [
    decideVirtualisation({ seen: "line", afterMs: 250.4 }, 7),
    decideVirtualisation({ seen: "silence", forMs: 10_000, output: "" }, 7),
    decideVirtualisation({ seen: "exit", how: "SIGABRT", output: "failed to set MSR" }, 7),
    decideVirtualisation({ seen: "no-device", problem: "ENOENT" }, 7),
    decideVirtualisation({ seen: "no-emulator", tried: ["/usr/bin/qemu"] }, 7),
    decideVirtualisation({ seen: "no-probe-guest", arch: "riscv64" }, 7),
  ];
  expect(verdicts.map((one) => one.verdict)).toEqual([
    "kvm",
    "qemu",
    "qemu",
    "qemu",
    "unknown",
    "unknown",
  ]);
  expect(verdicts[0]?.evidence).toBe("a probe guest ran under KVM after 250 ms");
  expect(verdicts[2]?.evidence).toContain("failed to set MSR");
  expect(verdicts[0]?.at).toBe(7);
});

test("the evidence is readable and within the message's limit", () => {
  const output = `\u001b[2J\u001b[0mSeaBIOS\r\n${"x".repeat(5_000)}`;
  const { evidence } = decideVirtualisation({ seen: "silence", forMs: 10_000, output }, 7);
  expect(evidence.length).toBeLessThanOrEqual(1_000);
  expect(evidence).not.toContain("\u001b");
});
