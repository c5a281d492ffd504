import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { authorityInMemory } from "../framework/host-certificates.ts";
import type { StackHost } from "../framework/stack-host.ts";
import type { StackUnderTest } from "../framework/stack-under-test.ts";
import { lanNetworkXml } from "../lab/host-config.ts";
import { commandLine, signalProcess, waitUntil } from "../lab/processes.ts";

/** What is broken on purpose, each beside what mends it. All of them may be done twice. */

export async function killLibvirtd({ lab }: StackHost): Promise<void> {
  const pid = lab.processes().find(({ name }) => name === "libvirtd")?.outside;
  if (pid === undefined) return;
  signalProcess(pid, "SIGKILL");
  await waitUntil(`libvirtd of ${lab.name} ends`, () => lab.pidOf("libvirtd") === undefined);
}

export async function reviveLibvirtd({ lab }: StackHost): Promise<void> {
  if (lab.pidOf("libvirtd") !== undefined) return;
  // The kernel frees the lock of the one that was killed only when the last of its threads is gone.
  const starts = () =>
    lab.startLibvirtd().then(
      () => true,
      (error: Error) => {
        if (error.message.includes("pidfile")) return false;
        throw error;
      },
    );
  await waitUntil(`libvirtd of ${lab.name} starts`, starts);
}

export function reviveAgent(host: StackHost): void {
  if (!host.isAgentRunning) host.startAgent();
}

export function killGates({ lab }: StackHost): void {
  for (const { outside } of lab.processes()) {
    if (commandLine(outside).at(-1) === "gate") signalProcess(outside, "SIGKILL");
  }
}

const quiet = { allowFailure: true } as const;

/** Packets of one host to the other and back are lost without a word, as by a switch that died. */
export async function cut(source: StackHost, target: StackHost): Promise<void> {
  const drop = ["INPUT", "-s", source.lab.address, "-j", "DROP"];
  await target.lab.exec(["iptables", "-w", "-I", ...drop]);
}

export async function mend(source: StackHost, target: StackHost): Promise<void> {
  const drop = ["INPUT", "-s", source.lab.address, "-j", "DROP"];
  await target.lab.exec(["iptables", "-w", "-D", ...drop], quiet);
}

const closed = ["-p", "tcp", "--dport", "1024:65535", "-j", "REJECT", "--reject-with", "tcp-reset"];

export async function closePorts(source: StackHost, target: StackHost): Promise<void> {
  const rule = ["INPUT", "-s", source.lab.address, ...closed];
  await target.lab.exec(["iptables", "-w", "-I", ...rule]);
}

export async function openPorts(source: StackHost, target: StackHost): Promise<void> {
  const rule = ["INPUT", "-s", source.lab.address, ...closed];
  await target.lab.exec(["iptables", "-w", "-D", ...rule], quiet);
}

const pkiOf = ({ lab }: StackHost) => join(lab.record.dir, "etc/qemu-pki");
const trueKey = (host: StackHost) => join(host.lab.record.dir, "qemu-pki-kept");

/** It names the right host and has not run out, so that only the authority tells. */
export async function swapCertificate(host: StackHost): Promise<void> {
  cpSync(pkiOf(host), trueKey(host), { recursive: true });
  const ca = await authorityInMemory();
  const own = await makeRequest();
  const { publicKey } = await ca.readRequest(own.request);
  const { pem } = await ca.issueQemu({
    host: host.id,
    publicKey,
    names: [],
    notBefore: Date.now() - 60_000,
    notAfter: Date.now() + 3_600_000,
  });
  writeFileSync(join(pkiOf(host), "server-cert.pem"), pem);
  writeFileSync(join(pkiOf(host), "server-key.pem"), own.key);
}

export async function restoreCertificate(host: StackHost): Promise<void> {
  cpSync(trueKey(host), pkiOf(host), { recursive: true });
  rmSync(trueKey(host), { recursive: true, force: true });
}

export async function removePool({ lab }: StackHost): Promise<void> {
  await lab.virsh(["pool-destroy", "images"]);
  await lab.virsh(["pool-undefine", "images"]);
}

const images = "/var/lib/libvirt/images";

export async function restorePool({ lab }: StackHost): Promise<void> {
  await lab.virsh(["pool-define-as", "images", "dir", "--target", images]);
  await lab.virsh(["pool-start", "images"]);
}

/** The pool's folder becomes a file system of its own. */
export async function shrinkPool({ lab }: StackHost, mebibytes: number): Promise<void> {
  await lab.exec(["mount", "-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", images]);
  await lab.virsh(["pool-refresh", "images"]);
}

/** What lies in it is kept in the folder below, so that nobody misses it. */
export async function widenPool({ lab }: StackHost): Promise<void> {
  const left = join(lab.record.dir, "left");
  const steps = `mountpoint -q ${images} || exit 0; cp -a ${images}/. ${left}
    umount ${images}; cp -a ${left}/. ${images}; rm -r ${left}`;
  mkdirSync(left, { recursive: true });
  await lab.exec(["sh", "-ec", steps]);
  await lab.virsh(["pool-refresh", "images"]);
}

export async function fillPool({ lab }: StackHost): Promise<void> {
  await lab.exec(["dd", "if=/dev/zero", `of=${images}/filler`, "bs=64k"], quiet);
}

export async function emptyPool(host: StackHost): Promise<void> {
  await host.lab.exec(["rm", "-f", `${images}/filler`]);
  await widenPool(host);
}

export async function removeNetwork({ lab }: StackHost): Promise<void> {
  await lab.virsh(["net-destroy", "lan"]);
  await lab.virsh(["net-undefine", "lan"]);
}

export async function restoreNetwork({ lab }: StackHost): Promise<void> {
  const file = join(lab.record.dir, "lan-network.xml");
  writeFileSync(file, lanNetworkXml);
  await lab.virsh(["net-define", file]);
  await lab.virsh(["net-start", "lan"]);
}

/** One that no other model of libvirt's list builds on. */
export const rareCpuModel = "n270";
const cpuMap = "/usr/share/libvirt/cpu_map";

/** libvirt reads its list of models when it starts. */
export async function forgetCpuModel(host: StackHost): Promise<void> {
  const { lab } = host;
  const folder = join(lab.record.dir, "cpu_map");
  cpSync(cpuMap, folder, { recursive: true });
  const index = join(folder, "index.xml");
  const lines = readFileSync(index, "utf8").split("\n");
  writeFileSync(
    index,
    lines.filter((line) => !line.includes(`x86_${rareCpuModel}.xml`)).join("\n"),
  );
  await lab.exec(["mount", "--bind", folder, cpuMap]);
  await killLibvirtd(host);
  await reviveLibvirtd(host);
}

export async function recallCpuModel(host: StackHost): Promise<void> {
  await host.lab.exec(["umount", cpuMap], quiet);
  await killLibvirtd(host);
  await reviveLibvirtd(host);
}

/**
 * The agent and its gates live by another time of day, and the control plane has told so; certificates are judged by the
 * machine's own. 0 sets it right.
 */
export async function skewClock(
  stack: StackUnderTest,
  host: StackHost,
  byMs: number,
): Promise<void> {
  const shift = `const now=Date.now;Date.now=()=>now()+${byMs}`;
  await host.end("SIGTERM");
  const skewed = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` };
  host.startAgent(byMs === 0 ? {} : skewed);
  const isTold = async () => {
    const view = await stack.api.call("showHost", { params: { host: host.id } });
    const isWrong = view.problems.some(({ code }) => code === "clock-skew");
    return view.state === "online" && isWrong === (byMs !== 0);
  };
  await stack.until(`it is told how the clock of ${host.lab.name} is`, isTold, 60_000);
}
