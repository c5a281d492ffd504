import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { buildGuest, builtGuest, type GuestFiles } from "../guest/build-guest.ts";

/** QEMU's own user must be able to read the guest; a workspace in a home folder is closed to it. */
const sharedDir = "/var/lib/novacron/guest";

/**
 * The folder with the demo guest's kernel and initrd, built at the first start; undefined where it cannot
 * be had: NovaCron then runs without offering it.
 */
export async function provideDemoGuest(options: {
  readonly noInstall: boolean;
  readonly say: (line: string) => void;
}): Promise<string | undefined> {
  try {
    const files = await guestFiles(options);
    return files === undefined ? undefined : share(files);
  } catch (error) {
    options.say(`no demo guest: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function guestFiles(options: {
  readonly noInstall: boolean;
  readonly say: (line: string) => void;
}): Promise<GuestFiles | undefined> {
  const built = builtGuest();
  if (built !== undefined) return built;
  if (options.noInstall) {
    options.say(
      "no demo guest: its kernel would have to be downloaded, and --no-install was given",
    );
    return undefined;
  }
  options.say("building the demo guest: downloading Debian's cloud kernel (not installed here)");
  return await buildGuest();
}

function share(files: GuestFiles): string {
  if (process.getuid?.() !== 0) return files.dir;
  mkdirSync(sharedDir, { recursive: true, mode: 0o755 });
  for (const from of [files.kernel, files.initrd]) {
    const to = join(sharedDir, basename(from));
    if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) continue;
    // A running guest keeps the old file; a half-written one is never seen.
    copyFileSync(from, `${to}.new`);
    renameSync(`${to}.new`, to);
  }
  return sharedDir;
}
