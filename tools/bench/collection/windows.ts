import { setTimeout as pause } from "node:timers/promises";
import { scrape } from "./exporters.ts";
import { cpuOfAllMs, monitorCpuMs, withChildren } from "./process-cost.ts";

/** CPU spent in one stretch of time, milliseconds of one core for each second. */
export interface WindowCost {
  readonly own: number;
  readonly libvirtd: number;
  /** In the QEMUs of the idle half, their vCPUs left out. */
  readonly qemu: number;
}

export interface Watched {
  readonly own: readonly number[];
  readonly libvirtd: number;
  readonly qemus: readonly number[];
}

export interface WindowOptions {
  readonly seconds: number;
  /** Scraped at this pace, first at once; none for a collector that ticks by itself. */
  readonly urls: readonly string[];
  readonly everyMs: number;
}

/** Lets the collectors under measurement work for a while and reads what it cost. */
export async function measureWindow(watched: Watched, options: WindowOptions): Promise<WindowCost> {
  const before = costNow(watched);
  const begun = performance.now();
  const endsAt = begun + options.seconds * 1000;
  for (let next = begun; next < endsAt; next += options.everyMs) {
    await Promise.all(options.urls.map((url) => scrape(url)));
    await pause(Math.max(0, Math.min(next + options.everyMs, endsAt) - performance.now()));
  }
  const after = costNow(watched);
  const seconds = (performance.now() - begun) / 1000;
  return {
    own: (after.own - before.own) / seconds,
    libvirtd: (after.libvirtd - before.libvirtd) / seconds,
    qemu: (after.qemu - before.qemu) / seconds,
  };
}

function costNow({ own, libvirtd, qemus }: Watched): WindowCost {
  return {
    own: cpuOfAllMs(own.flatMap((pid) => [...withChildren(pid)])),
    libvirtd: cpuOfAllMs([libvirtd]),
    qemu: monitorCpuMs(qemus),
  };
}

/** What collecting cost libvirtd and the idle QEMUs beyond the same time in which nobody collects. */
export function caused(window: WindowCost, idle: WindowCost): number {
  return window.libvirtd + window.qemu - (idle.libvirtd + idle.qemu);
}
