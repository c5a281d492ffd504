import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { runApt } from "../bootstrap/apt.ts";
import { runCommand } from "../bootstrap/run-command.ts";
import { SetupError } from "../bootstrap/setup-error.ts";

/**
 * What the guest's devices need, in the order of insertion (what depends on another comes after it); a
 * kernel that has one built in lacks the file.
 */
const modules = [
  "drivers/virtio/virtio_ring.ko",
  "drivers/virtio/virtio.ko",
  "drivers/virtio/virtio_pci_legacy_dev.ko",
  "drivers/virtio/virtio_pci_modern_dev.ko",
  "drivers/virtio/virtio_pci.ko",
  "drivers/block/virtio_blk.ko",
  "net/core/failover.ko",
  "drivers/net/net_failover.ko",
  "drivers/net/virtio_net.ko",
  "drivers/virtio/virtio_balloon.ko",
  "drivers/acpi/button.ko",
  "drivers/input/evdev.ko",
  "drivers/char/virtio_console.ko",
];

export interface GuestKernel {
  readonly kernel: string;
  /** Module files in the order of insertion. */
  readonly modules: readonly string[];
}

/**
 * Debian's cloud kernel with the few modules a guest needs, unpacked into `dir` and never installed on
 * this machine. The package comes by the system's own package manager, so its signature is checked.
 */
export async function fetchKernel(dir: string, arch: string = process.arch): Promise<GuestKernel> {
  const work = join(dir, `kernel.new-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const meta = `linux-image-cloud-${arch === "arm64" ? "arm64" : "amd64"}`;
    await download(meta, work);
    const file = readdirSync(work).find((name) => name.endsWith(".deb"));
    if (file === undefined)
      throw new SetupError(`apt-get download left no file of ${meta}`, tryAgain);
    const tree = join(work, "tree");
    execFileSync("dpkg-deb", ["-x", join(work, file), tree]);
    return keepWhatIsNeeded(tree, dir);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const tryAgain = "run apt-get update and try again";

/** Old package lists name a version that is gone (404); only then does refreshing them help. */
async function download(meta: string, cwd: string): Promise<void> {
  const attempt = async (): Promise<string> => {
    const name = packageBehind(meta);
    if (name === undefined) return `404: no package list knows ${meta}`;
    const command = ["apt-get", "download", "-q", "-o", "Acquire::Retries=0", name];
    const options = { allowFailure: true, timeoutMs: 10 * 60_000 };
    const { status, stderr } = await runCommand(command, { ...options, cwd });
    return status === 0 ? "" : stderr.trim();
  };
  let problem = await attempt();
  if (problem.includes("404") && process.getuid?.() === 0) {
    await runApt(["apt-get", "update"]);
    problem = await attempt();
  }
  if (problem === "") return;
  throw new SetupError(`the guest's kernel (${meta}) cannot be downloaded: ${problem}`, tryAgain);
}

/** busybox is here for the guest anyway, xz on a minimal system is not. */
function unxz(path: string): Buffer {
  return execFileSync("/bin/busybox", ["xz", "-dc", path], { maxBuffer: 64 * 1024 * 1024 });
}

/** The meta package depends on exactly one versioned kernel package. */
function packageBehind(meta: string): string | undefined {
  try {
    const text = execFileSync("apt-cache", ["depends", meta], { encoding: "utf8" });
    return /Depends: (linux-image-\S+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

function keepWhatIsNeeded(tree: string, dir: string): GuestKernel {
  const boot = join(tree, "boot");
  const image = existsSync(boot)
    ? readdirSync(boot).find((name) => name.startsWith("vmlinuz-"))
    : undefined;
  if (image === undefined) throw new SetupError("the kernel package holds no vmlinuz", tryAgain);
  const release = image.slice("vmlinuz-".length);
  const kernel = join(dir, "vmlinuz");
  copyFileSync(join(boot, image), `${kernel}.${process.pid}`);
  renameSync(`${kernel}.${process.pid}`, kernel);
  const source = [join(tree, "lib/modules"), join(tree, "usr/lib/modules")].find(existsSync);
  const target = join(dir, "modules");
  mkdirSync(target, { recursive: true });
  const kept: string[] = [];
  for (const [index, path] of modules.entries()) {
    const from = join(source ?? tree, release, "kernel", path);
    const to = join(target, `${String(index).padStart(2, "0")}-${basename(path)}`);
    if (existsSync(from)) copyFileSync(from, to);
    else if (existsSync(`${from}.xz`)) writeFileSync(to, unxz(`${from}.xz`));
    else continue;
    kept.push(to);
  }
  return { kernel, modules: kept };
}
