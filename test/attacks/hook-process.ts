import process from "node:process";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** What the process is to do, as JSON in its last argument. */
export interface HookTask {
  readonly folder: string;
  readonly record: string;
  readonly name: string;
}

// The agent's own runner of hooks without the rest of the agent, so that an attack takes half a second.
if (process.argv[2] !== undefined) await run(JSON.parse(process.argv[2]));

async function run({ folder, record, name }: HookTask): Promise<void> {
  const { HookProcesses } = await import("@novacron/agent/host/hooks/hook-processes");
  const { SystemClock } = await import("@novacron/agent/clock/system-clock");
  const hooks = new HookProcesses({ folder, record, clock: new SystemClock() });
  const options = { signal: new AbortController().signal, progress: () => undefined };
  const code = await hooks.run({ name, timeoutMs: 30_000 }, options).then(
    () => null,
    (error: unknown) => (error instanceof NovaError ? error.code : String(error)),
  );
  process.stdout.write(JSON.stringify({ code }));
  process.exit();
}
