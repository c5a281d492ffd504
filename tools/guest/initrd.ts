import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { SetupError } from "../bootstrap/setup-error.ts";

export interface InitrdParts {
  readonly busybox: string;
  readonly init: string;
  readonly modules: readonly string[];
  /** A static program that becomes /bin/workload. */
  readonly workload?: string;
}

/** Packs busybox, the init script and the modules into an initial RAM disk at `target`. */
export function buildInitrd(target: string, parts: InitrdParts): void {
  const tree = `${target}.tree-${process.pid}`;
  rmSync(tree, { recursive: true, force: true });
  for (const folder of ["bin", "dev", "etc/acpi/PWRF", "modules", "proc", "sys", "tmp"]) {
    mkdirSync(join(tree, folder), { recursive: true });
  }
  installBusybox(tree, parts.busybox);
  installScript(parts.init, join(tree, "init"));
  if (parts.workload !== undefined) installScript(parts.workload, join(tree, "bin/workload"));
  for (const path of parts.modules) copyFileSync(path, join(tree, "modules", basename(path)));
  // busybox's acpid runs this file when the power button is pressed.
  writeScript(join(tree, "etc/acpi/PWRF/00000080"), "#!/bin/sh\npoweroff -f\n");
  writeScript(join(tree, "etc/udhcpc.sh"), udhcpcScript);
  writeFileSync(`${target}.new-${process.pid}`, gzipSync(pack(tree)));
  renameSync(`${target}.new-${process.pid}`, target);
  rmSync(tree, { recursive: true, force: true });
}

const udhcpcScript = `#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip address flush dev "$interface"
ip address add "$ip/\${mask:-24}" dev "$interface"
[ -n "$router" ] && ip route replace default via "\${router%% *}"
exit 0
`;

function installBusybox(tree: string, busybox: string): void {
  const binary = join(tree, "bin/busybox");
  copyFileSync(busybox, binary);
  chmodSync(binary, 0o755);
  const names = execFileSync(busybox, ["--list"], { encoding: "utf8" }).split("\n");
  for (const name of names) {
    if (name !== "" && name !== "busybox") symlinkSync("busybox", join(tree, "bin", name));
  }
}

function installScript(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function writeScript(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** The kernel takes the "newc" form of cpio; owner 0 whoever builds it. */
function pack(tree: string): Buffer {
  const list = execFileSync("find", [".", "-print0"], { cwd: tree });
  const args = ["--null", "--create", "--format=newc", "--owner=0:0", "--quiet"];
  const result = spawnSync("cpio", args, { cwd: tree, input: list, maxBuffer: 256 * 1024 * 1024 });
  if (result.status !== 0) {
    const text = result.stderr?.toString() ?? String(result.error);
    throw new SetupError(`cpio could not pack the guest: ${text}`, "is cpio installed?");
  }
  return result.stdout;
}
