import si from "systeminformation";
import type { HardwareAnswer } from "./hardware.ts";

/** Run in a process of its own; prints what it found as one line of JSON. */
export async function askHardware(): Promise<void> {
  const [system, cpu, os] = await Promise.all([si.system(), si.cpu(), si.osInfo()]);
  const answer: HardwareAnswer = {
    manufacturer: system.manufacturer,
    model: system.model,
    os: `${os.distro} ${os.release}`,
    cpuModel: `${cpu.manufacturer} ${cpu.brand}`,
    sockets: cpu.processors,
    cores: cpu.physicalCores,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

if (import.meta.main) await askHardware();
