import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "../bootstrap/setup-error.ts";
import { buildInitrd } from "./initrd.ts";
import { fetchKernel } from "./kernel.ts";

export interface GuestFiles {
  /** The folder that holds both: what NOVACRON_DEMO_GUEST_DIR names. */
  readonly dir: string;
  readonly kernel: string;
  readonly initrd: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const initScript = join(here, "guest-init.sh");

/** Where the workspace keeps the guest it built. */
export const defaultGuestDir = join(here, "..", "..", ".cache", "guest");

/** The guest in `dir` when it is there and current, without building anything. */
export function builtGuest(dir: string = defaultGuestDir): GuestFiles | undefined {
  const files = { dir, kernel: join(dir, "vmlinuz"), initrd: join(dir, "initrd.gz") };
  const stamp = join(dir, "stamp");
  const isBuilt = existsSync(files.kernel) && existsSync(files.initrd) && existsSync(stamp);
  return isBuilt && readFileSync(stamp, "utf8") === currentStamp() ? files : undefined;
}

/** The same guest with the measured work inside, for the lab and benchmarks; needs a C compiler. */
export async function buildMeasuredGuest(): Promise<GuestFiles> {
  const dir = `${defaultGuestDir}-measured`;
  const built = builtGuest(dir);
  if (built !== undefined) return built;
  mkdirSync(dir, { recursive: true });
  const program = join(dir, `workload-${process.pid}`);
  const flags = ["-static", "-O2", "-pthread", "-s", "-o", program];
  execFileSync("gcc", [...flags, join(here, "workload.c")], { stdio: "pipe" });
  try {
    return await buildGuest(dir, program);
  } finally {
    rmSync(program, { force: true });
  }
}

/**
 * Builds the small real guest: Debian's cloud kernel and a busybox RAM disk that boots in a few seconds
 * without hardware virtualisation. A second call with the same inputs returns at once.
 */
export async function buildGuest(
  dir: string = defaultGuestDir,
  workload?: string,
): Promise<GuestFiles> {
  const built = builtGuest(dir);
  if (built !== undefined) return built;
  mkdirSync(dir, { recursive: true });
  const busybox = "/bin/busybox";
  if (!existsSync(busybox)) {
    throw new SetupError("the guest needs a static busybox", "apt-get install busybox-static");
  }
  const { kernel, modules } = await fetchKernel(dir);
  const initrd = join(dir, "initrd.gz");
  buildInitrd(initrd, { busybox, init: initScript, modules, ...(workload && { workload }) });
  writeFileSync(join(dir, "stamp"), currentStamp());
  return { dir, kernel, initrd };
}

function currentStamp(): string {
  const hash = createHash("sha256").update(process.arch);
  for (const name of ["guest-init.sh", "initrd.ts", "kernel.ts", "workload.c"]) {
    hash.update(readFileSync(join(here, name)));
  }
  return hash.digest("hex");
}
