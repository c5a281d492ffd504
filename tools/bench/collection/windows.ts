import { setTimeout as pause } from "node:timers/promises";
import { scrape } from "./exporters.ts";
import { cpuOfAllMs, withChildren } from "./process-cost.ts";

/** CPU spent in one stretch of time, milliseconds of one core. */
export interface WindowCost {
  readonly seconds: number;
  readonly own: number;
  readonly libvirtd: number;
  readonly qemu: number;
}

export interface Watched {
  readonly own: readonly number[];
  readonly libvirtd: number;
  readonly qemus: readonly number[];
}

export interface WindowOptions {
  readonly seconds: number;
  /** Scraped at this pace, first at once; none for an agent that ticks by itself. */
  readonly urls: readonly string[];
  readonly everyMs: number;
}

/** Lets the collectors under measurement work for a while and reads what it cost. */
export async function measureWindow(watched: Watched, options: WindowOptions): Promise<WindowCost> {
  const own = (): number => cpuOfAllMs(watched.own.flatMap((pid) => [...withChildren(pid)]));
  const before = {
    own: own(),
    libvirtd: cpuOfAllMs([watched.libvirtd]),
    qemu: cpuOfAllMs(watched.qemus),
  };
  const begun = performance.now();
  const endsAt = begun + options.seconds * 1000;
  for (let next = begun; next < endsAt; next += options.everyMs) {
    await Promise.all(options.urls.map((url) => scrape(url)));
    await pause(Math.max(0, Math.min(next + options.everyMs, endsAt) - performance.now()));
  }
  return {
    seconds: (performance.now() - begun) / 1000,
    own: own() - before.own,
    libvirtd: cpuOfAllMs([watched.libvirtd]) - before.libvirtd,
    qemu: cpuOfAllMs(watched.qemus) - before.qemu,
  };
}

/** What a window cost beyond what the same time costs when nobody collects. */
export function caused(window: WindowCost, idle: WindowCost): number {
  const share = window.seconds / idle.seconds;
  return window.libvirtd + window.qemu - (idle.libvirtd + idle.qemu) * share;
}
