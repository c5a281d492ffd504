import { readdirSync } from "node:fs";
import { numberAt } from "./proc/numbers.ts";
import { ProcFile } from "./proc/proc-file.ts";

/** More sensors than this tell nothing more about the hottest one. */
const maxSensors = 16;
/** A sensor behind a slow bus (IPMI, a sleeping disk) would hold up the tick; it is left out once it did so often. */
const slowMs = 5;
/** One reading alone may be late since the host was busy with others: that says nothing of the sensor. */
const slowReadings = 3;
/** Outside of it a sensor is broken or not connected. */
const plausible = { min: -50, max: 150 };

/** Temperature sensors of the host, held open. */
export class Temperature {
  #sensors: ProcFile[];
  readonly #nowMs: () => number;
  readonly #slow = new Map<ProcFile, number>();

  constructor(root: string, nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#sensors = sensorPaths(root)
      .slice(0, maxSensors)
      .map((path) => ProcFile.open(path))
      .filter((file) => file !== null);
  }

  /** The hottest sensor in degrees Celsius, or null where there is none. */
  read(): number | null {
    let hottest: number | null = null;
    for (const sensor of [...this.#sensors]) {
      const before = this.#nowMs();
      const celsius = parseMillidegrees(sensor.read());
      if (celsius !== null && (hottest === null || celsius > hottest)) hottest = celsius;
      this.#judge(sensor, this.#nowMs() - before);
    }
    return hottest;
  }

  close(): void {
    for (const sensor of this.#sensors) sensor.close();
    this.#sensors = [];
  }

  #judge(sensor: ProcFile, tookMs: number): void {
    if (tookMs <= slowMs) {
      this.#slow.delete(sensor);
      return;
    }
    const times = (this.#slow.get(sensor) ?? 0) + 1;
    this.#slow.set(sensor, times);
    if (times < slowReadings) return;
    this.#sensors = this.#sensors.filter((one) => one !== sensor);
    this.#slow.delete(sensor);
    sensor.close();
  }
}

/** The kernel's unit is a thousandth of a degree (Documentation/hwmon/sysfs-interface.rst). */
export function parseMillidegrees(text: string | null): number | null {
  if (text === null) return null;
  const negative = text.startsWith("-");
  const value = numberAt(text, negative ? 1 : 0);
  if (value === null) return null;
  const celsius = (negative ? -value : value) / 1_000;
  return celsius > plausible.min && celsius < plausible.max ? celsius : null;
}

function sensorPaths(root: string): string[] {
  const hwmon = list(`${root}/sys/class/hwmon`).flatMap((chip) =>
    list(chip).filter((path) => /\/temp\d+_input$/.test(path)),
  );
  const zones = list(`${root}/sys/class/thermal`)
    .filter((path) => /\/thermal_zone\d+$/.test(path))
    .map((zone) => `${zone}/temp`);
  return [...hwmon, ...zones];
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
