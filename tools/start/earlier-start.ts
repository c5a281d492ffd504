import { signalProcess, waitUntil } from "@novacron/test/lab/processes";
import { SetupError } from "../bootstrap/setup-error.ts";
import { isAlive, type ProcessRecord, readRunState } from "./run-state.ts";

/**
 * Looks for what an earlier start of the same data folder left. A living one is a mistake; of one that was
 * killed, control plane and agents are ended, and its libvirtd, which may go on, is handed back.
 */
export async function endEarlierStart(
  dataDir: string,
  say: (line: string) => void,
): Promise<ProcessRecord | undefined> {
  const state = readRunState(dataDir);
  if (state === undefined) return undefined;
  if (isAlive(state.starter)) {
    throw new SetupError(
      `NovaCron already runs with this data folder (process ${state.starter.pid}): ${state.url}`,
      "open that address, end that process, or choose another folder with --data",
    );
  }
  for (const [name, record] of Object.entries(state.children).reverse()) {
    if (!isAlive(record)) continue;
    say(`an earlier start was killed; ending its ${name} (process ${record.pid})`);
    await end(record);
  }
  const { libvirtd } = state;
  return libvirtd !== undefined && isAlive(libvirtd) ? libvirtd : undefined;
}

async function end(record: ProcessRecord): Promise<void> {
  const isGone = (): boolean => !isAlive(record);
  signalProcess(record.pid, "SIGTERM");
  try {
    await waitUntil(`process ${record.pid} ends`, isGone, 15_000);
  } catch {
    signalProcess(record.pid, "SIGKILL");
    await waitUntil(`process ${record.pid} ends`, isGone, 5_000);
  }
}
