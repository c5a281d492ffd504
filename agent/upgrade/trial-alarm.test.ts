import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const module = fileURLToPath(new URL("./trial-alarm.ts", import.meta.url));

function ended(script: string) {
  const text = `const { setTrialAlarm } = await import(${JSON.stringify(module)});\n${script}`;
  const args = ["--input-type=module", "-e", text];
  const { signal, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { signal, stdout };
}

const becomes = `
  const sleeper = ["/bin/sh", "-c", "echo begun; exec sleep 600"];
  process.execve(sleeper[0], sleeper, process.env);
`;

test("a program that hangs after this process became it is ended", () => {
  expect(ended(`setTrialAlarm(500); ${becomes}`)).toEqual({ signal: "SIGALRM", stdout: "begun\n" });
});

test("a blocked event loop is ended", () => {
  expect(ended("setTrialAlarm(500); for (;;);").signal).toBe("SIGALRM");
});

test("taken back, nothing is ended", () => {
  const script =
    "setTrialAlarm(1); setTrialAlarm(null); setTimeout(() => console.log('alive'), 1_500);";
  expect(ended(script)).toEqual({ signal: null, stdout: "alive\n" });
});
