import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "../../../clock/system-clock.ts";
import { HookProcesses } from "../hook-processes.ts";

/** A folder of hooks as an administrator would make it, gone after the test. */
export class HookFolder {
  readonly root = mkdtempSync(join(tmpdir(), "hooks-"));
  readonly folder = join(this.root, "maintenance.d");
  readonly record = join(this.root, "hook.json");

  constructor() {
    mkdirSync(this.folder, { mode: 0o755 });
  }

  put(name: string, script: string, mode = 0o755): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, mode);
    return path;
  }

  runner(): HookProcesses {
    const { folder, record } = this;
    return new HookProcesses({ folder, record, clock: new SystemClock() });
  }

  /** What a hook wrote into a file beside its folder; empty where it wrote none. */
  read(name: string): string {
    try {
      return readFileSync(join(this.root, name), "utf8");
    } catch {
      return "";
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
