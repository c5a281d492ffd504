import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type Command, command } from "@novacron/protocol/messages/command";
import { expect, test } from "vitest";
import { HookFolder } from "../host/hooks/testing/hook-folder.ts";
import { TestHost } from "../testing/test-agent.ts";

const order = { kind: "host.hook", name: "upgrade", timeoutMs: 60_000 } as const;

/** An agent in virtual time with hooks that are real processes. */
async function agentWith(hooks: HookFolder | null): Promise<TestHost> {
  const host = new TestHost();
  host.hooks = hooks?.runner() ?? null;
  await begin(host);
  return host;
}

async function begin(host: TestHost): Promise<void> {
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(1_000);
}

/** Processes do not end in virtual time. */
async function until(host: TestHost, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await host.clock.advance(10);
    await setImmediate();
  }
}

function isOver(host: TestHost, { id }: Command): boolean {
  return (host.outcomes()[id] ?? "accepted") !== "accepted";
}

test("a hook that the agent has is run, once for one command", async () => {
  using hooks = new HookFolder();
  hooks.put("upgrade", `echo ran >> ${hooks.root}/ran; echo 3 packages upgraded`);
  const host = await agentWith(hooks);
  expect(host.uplink.reports.at(-1)?.inventory.capabilities).toContain("host.hook");
  const asked = host.command(order);
  await until(host, () => isOver(host, asked));
  const result = { exitCode: 0, output: "3 packages upgraded\n" };
  expect(host.uplink.commandEvents.at(-1)).toMatchObject({ type: "succeeded", result });
  host.uplink.send({ topic: "hostCommand", payload: asked });
  await host.clock.advance(1_000);
  expect(host.uplink.commandEvents.at(-1)).toMatchObject({ type: "succeeded", result });
  expect(hooks.read("ran")).toBe("ran\n");
});

test("killed in the middle: nobody knows how it ended, and the same command runs it no second time", async () => {
  using hooks = new HookFolder();
  hooks.put("upgrade", `echo ran >> ${hooks.root}/ran; exec sleep 600`);
  const host = await agentWith(hooks);
  const asked = host.command(order);
  await until(host, () => hooks.read("ran") !== "");
  const pid = /process (\d+)/.exec(host.hooks?.stillRuns() ?? "")?.[1];
  host.kill();
  await begin(host);
  const { session } = host;
  host.uplink.send({ topic: "hostCommand", payload: { ...asked, session } });
  await until(host, () => isOver(host, asked));
  const told = host.uplink.commandEvents.at(-1);
  expect(told).toMatchObject({ type: "failed", problem: { code: "COMMAND_INTERRUPTED" } });
  expect(JSON.stringify(told)).toContain(`still runs as process ${pid}`);
  const again = host.command(order);
  await until(host, () => isOver(host, again));
  expect(host.uplink.commandEvents.at(-1)).toMatchObject({ problem: { code: "CONFLICT" } });
  process.kill(Number(pid), "SIGKILL");
  await until(host, () => host.hooks?.stillRuns() === null);
  expect(hooks.read("ran")).toBe("ran\n");
});

test("a cancel reaches it", async () => {
  using hooks = new HookFolder();
  hooks.put("upgrade", `touch ${hooks.root}/ran; exec sleep 600`);
  const host = await agentWith(hooks);
  const asked = host.command(order);
  await until(host, () => host.hooks?.stillRuns() !== null);
  const { host: id, session } = host;
  const cancel = { v: 1, type: "cancel", id: asked.id, host: id, epoch: 1, session } as const;
  host.uplink.send({ topic: "hostCommand", payload: cancel });
  await until(host, () => isOver(host, asked));
  expect(host.uplink.commandEvents.at(-1)).toMatchObject({ problem: { code: "CANCELLED" } });
  expect(host.hooks?.stillRuns()).toBeNull();
});

test("an agent without hooks says so, and no message can name more than a file of the folder", async () => {
  const host = await agentWith(null);
  expect(host.uplink.reports.at(-1)?.inventory.capabilities).not.toContain("host.hook");
  const asked = host.command(order);
  await until(host, () => isOver(host, asked));
  expect(host.uplink.commandEvents.at(-1)).toMatchObject({ problem: { code: "HOOK_REFUSED" } });
  const name = "../../bin/sh";
  expect(command.safeParse({ ...asked, action: { ...order, name } }).success).toBe(false);
});

test("a hook that is put there, made fit or taken away is told at once", async () => {
  using hooks = new HookFolder();
  const host = await agentWith(hooks);
  const told = () => host.uplink.reports.at(-1)?.inventory.hooks ?? [];
  expect(told()).toEqual([]);
  const path = hooks.put("upgrade", "exit 0", 0o600);
  await until(host, () => told()[0]?.problem === "it is not executable");
  chmodSync(path, 0o755);
  await until(host, () => told()[0]?.problem === null);
  rmSync(hooks.folder, { recursive: true });
  await until(host, () => told().length === 0);
  mkdirSync(hooks.folder);
  hooks.put("firmware", "exit 0");
  await until(host, () => told()[0]?.name === "firmware");
  await host.agent?.stop();
});
