import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hookOutputMax } from "@novacron/protocol/domain/host-hook";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, test, vi } from "vitest";
import { processStart } from "../../process/status-file.ts";
import { HookFolder } from "./testing/hook-folder.ts";

const minute = 60_000;
const quiet = { signal: new AbortController().signal, progress: () => undefined };

async function failed(run: Promise<unknown>): Promise<NovaError> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NovaError);
  return error as NovaError;
}

test("runs without a shell's words or the agent's environment, and answers what it wrote", async () => {
  using hooks = new HookFolder();
  process.env.NOVACRON_MQTT_PASSWORD = "sesame";
  hooks.put("upgrade", `echo "$# $0"; env | sort; pwd; echo problem >&2`);
  const output = await hooks.runner().run({ name: "upgrade", timeoutMs: minute }, quiet);
  delete process.env.NOVACRON_MQTT_PASSWORD;
  expect(output).toContain(`0 ${hooks.folder}/upgrade\n`);
  expect(output).toContain("NOVACRON_HOOK=upgrade\n");
  expect(output).toContain("problem\n");
  expect(output).not.toContain("sesame");
  expect(hooks.runner().stillRuns()).toBeNull();
});

test("a status that is not 0, or a signal, is a failure that says it, with the end of the output", async () => {
  using hooks = new HookFolder();
  hooks.put("bad", "echo no room left; exit 7");
  hooks.put("killed", "kill -9 $$");
  const bad = await failed(hooks.runner().run({ name: "bad", timeoutMs: minute }, quiet));
  expect(bad).toMatchObject({ code: "HOOK_FAILED" });
  expect(bad.details).toEqual({ exitCode: 7, output: "no room left\n" });
  const killed = await failed(hooks.runner().run({ name: "killed", timeoutMs: minute }, quiet));
  expect(killed.details).toEqual({ signal: "SIGKILL", output: "" });
});

test("of much output the end is kept, without what would move a terminal's cursor", async () => {
  using hooks = new HookFolder();
  hooks.put(
    "loud",
    `yes filler | head -c 1000000; printf '10%%\\r100%%\\n\\033[31mred\\033[0m\\n'`,
  );
  const output = await hooks.runner().run({ name: "loud", timeoutMs: minute }, quiet);
  expect(output.length).toBeLessThanOrEqual(hookOutputMax);
  expect(output.endsWith("filler\n100%\nred\n")).toBe(true);
});

test("at its deadline it ends, also where it does not want to, with all that it began", async () => {
  using hooks = new HookFolder();
  hooks.put("slow", `echo begun; sh -c 'echo $$ > ${hooks.root}/child; exec sleep 600'`);
  const slow = await failed(hooks.runner().run({ name: "slow", timeoutMs: 300 }, quiet));
  expect(slow).toMatchObject({ code: "DEADLINE_EXCEEDED", details: { output: "begun\n" } });
  expect(processStart(Number(hooks.read("child")))).toBe("");
});

test("a cancel ends it", async () => {
  using hooks = new HookFolder();
  hooks.put("slow", "echo begun; exec sleep 600");
  const cancel = new AbortController();
  const progress = vi.fn(() => cancel.abort());
  const order = { name: "slow", timeoutMs: minute };
  const ended = await failed(hooks.runner().run(order, { signal: cancel.signal, progress }));
  expect(ended.code).toBe("CANCELLED");
  expect(progress).toHaveBeenCalledWith("begun");
});

test("one that outlived its agent keeps another from beginning", async () => {
  using hooks = new HookFolder();
  hooks.put("slow", `echo $$ > ${hooks.root}/pid; exec sleep 600`);
  const cancel = new AbortController();
  const first = failed(
    hooks.runner().run({ name: "slow", timeoutMs: minute }, { ...quiet, signal: cancel.signal }),
  );
  await vi.waitFor(() => expect(hooks.read("pid")).not.toBe(""));
  const next = await failed(hooks.runner().run({ name: "slow", timeoutMs: minute }, quiet));
  expect(next.code).toBe("CONFLICT");
  expect(next.attempted).toContain(`still runs as process ${hooks.read("pid").trim()}`);
  cancel.abort();
  await first;
  hooks.put("quick", "echo again");
  expect(await hooks.runner().run({ name: "quick", timeoutMs: minute }, quiet)).toBe("again\n");
});

test("what is not safe to run is refused with its code, and nothing begins", async () => {
  using hooks = new HookFolder();
  const ran = `touch ${hooks.root}/ran`;
  hooks.put("open", ran, 0o777);
  symlinkSync(hooks.put("plain", ran), join(hooks.folder, "link"));
  for (const name of ["open", "link", "absent", "../maintenance.d/plain"]) {
    const refused = await failed(hooks.runner().run({ name, timeoutMs: minute }, quiet));
    expect(refused).toMatchObject({ code: "HOOK_REFUSED", details: { hook: name } });
  }
  expect(hooks.read("ran")).toBe("");
});

test("a program that cannot be begun is refused", async () => {
  using hooks = new HookFolder();
  const path = hooks.put("broken", "");
  writeFileSync(path, "#!/no/such/interpreter\n");
  const refused = await failed(hooks.runner().run({ name: "broken", timeoutMs: minute }, quiet));
  expect(refused).toMatchObject({ code: "HOOK_REFUSED" });
});
