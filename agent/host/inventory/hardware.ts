import { execFile } from "node:child_process";
import { cpus } from "node:os";
import type { HostFactsInventory } from "../../ports/host-facts.ts";

export type Hardware = Pick<
  HostFactsInventory,
  "os" | "manufacturer" | "model" | "cpuModel" | "cpuSockets" | "cpuCores" | "cpuThreads"
>;

/** What the child process says of the hardware, as systeminformation found it. */
export interface HardwareAnswer {
  readonly manufacturer: string;
  readonly model: string;
  readonly os: string;
  readonly cpuModel: string;
  readonly sockets: number;
  readonly cores: number;
}

/** systeminformation runs programs of its own (dmidecode, lscpu), which may hang on odd hardware. */
const answerTimeoutMs = 20_000;
const answerMaxBytes = 1024 * 1024;

/**
 * Asks systeminformation in a process of its own: loading it costs 11 MB for as long as the process lives,
 * and it is asked once. Without an answer in time, what Node itself knows must do.
 */
export async function readHardware(command: readonly string[]): Promise<Hardware> {
  const answer = await ask(command);
  const threads = cpus().length;
  return {
    os: clean(answer?.os) ?? "Linux",
    manufacturer: clean(answer?.manufacturer),
    model: clean(answer?.model),
    cpuModel: clean(answer?.cpuModel) ?? clean(cpus()[0]?.model) ?? "unknown",
    cpuSockets: answer?.sockets || 1,
    cpuCores: answer?.cores || threads,
    cpuThreads: threads,
  };
}

/** The text as the report takes it; placeholders of empty firmware fields are no names. */
export function clean(text: string | undefined): string | null {
  const plain = (text ?? "").replace(/\p{Cc}/gu, " ").trim();
  const empty = plain === "" || plain === "-";
  if (empty || /^(to be filled|not specified|default string|system manufacturer)/i.test(plain)) {
    return null;
  }
  return plain.slice(0, 128);
}

function ask([program = "", ...words]: readonly string[]): Promise<HardwareAnswer | null> {
  const bounds = { timeout: answerTimeoutMs, maxBuffer: answerMaxBytes };
  return new Promise((resolve) => {
    execFile(program, words, { ...bounds, killSignal: "SIGKILL" }, (error, output) => {
      resolve(error === null ? parse(output) : null);
    });
  });
}

function parse(output: string): HardwareAnswer | null {
  try {
    return JSON.parse(output) as HardwareAnswer;
  } catch {
    return null;
  }
}
