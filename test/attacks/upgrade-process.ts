import { readFileSync } from "node:fs";
import process from "node:process";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** What the process is to do, as JSON in its last argument. */
export interface UpgradeTask {
  readonly dataFolder: string;
  readonly keys: readonly string[];
  /** The version that this agent is. */
  readonly version: string;
  /** What is asked of it; null: it begins, and becomes the program that it finds to be the chosen one. */
  readonly order: {
    readonly version: string;
    readonly manifest: string;
    readonly signature: string;
    readonly controlPlane: string;
  } | null;
}

/** How an order ended, on the output. */
export interface UpgradeOutcome {
  readonly code: string | null;
  readonly writtenBytes: number;
}

// The agent's own upgrader without the rest of the agent, so that an attack takes half a second.
if (process.argv[2] !== undefined) await run(JSON.parse(process.argv[2]));

async function run(task: UpgradeTask): Promise<void> {
  // As the bundler puts it in.
  const build = { version: task.version, commit: null, releaseKeys: [] };
  Object.assign(globalThis, { NOVACRON_BUILD: build });
  if (task.order === null) await begin(task);
  else process.stdout.write(JSON.stringify(await upgraded(task, task.order)));
  process.exit();
}

async function upgraded(
  { dataFolder, keys }: UpgradeTask,
  { controlPlane, ...of }: NonNullable<UpgradeTask["order"]>,
): Promise<UpgradeOutcome> {
  const { SelfUpgrader } = await import("@novacron/agent/upgrade/self-upgrader");
  const { SystemClock } = await import("@novacron/agent/clock/system-clock");
  const say = () => undefined;
  const log = { debug: say, info: say, warn: say, error: say };
  const clock = new SystemClock();
  const upgrader = await SelfUpgrader.open({ dataFolder, keys, controlPlane, clock, log });
  const order = { ...of, path: `/releases/${of.version}`, confirmWithinMs: 60_000 };
  const options = { signal: new AbortController().signal, progress: say };
  const code = await upgrader.upgrade(order, options).then(
    () => null,
    (error: unknown) => (error instanceof NovaError ? error.code : String(error)),
  );
  const written = /^wchar: (\d+)/m.exec(readFileSync("/proc/self/io", "latin1"))?.[1];
  return { code, writtenBytes: Number(written) };
}

async function begin({ dataFolder, keys }: UpgradeTask): Promise<void> {
  const { choose, judgeOf } = await import("@novacron/agent/upgrade/choose-program");
  const { ProgramFolder } = await import("@novacron/agent/upgrade/program-folder");
  const folder = new ProgramFolder(dataFolder);
  const chosen = await choose(folder, judgeOf(keys));
  if (chosen === null) {
    const { undone } = await folder.read();
    process.stdout.write(`stays as it is: ${undone?.why ?? "nothing was chosen"}`);
    return;
  }
  const path = folder.fileOf(chosen.program.version);
  process.execve?.(path, [path], { PATH: process.env.PATH ?? "" });
}
