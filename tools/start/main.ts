import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { install } from "../bootstrap/packages.ts";
import { runMain } from "../bootstrap/setup-error.ts";
import { bundle } from "../bundle/bundle.ts";
import { entries } from "../bundle/entries.ts";
import { buildDashboard } from "../dashboard/build.ts";
import { provideDemoGuest } from "./demo-guest.ts";
import { endEarlierStart } from "./earlier-start.ts";
import { firstPassword, forgetFirstPassword } from "./first-login.ts";
import { LibvirtKeeper } from "./libvirt-keeper.ts";
import { parseStartOptions, type StartOptions, startUsage } from "./options.ts";
import { dataLayout } from "./plans.ts";
import { provideLibvirt } from "./provide-libvirt.ts";
import { runUntilStopped } from "./run-until-stopped.ts";
import { Stack, type StackHost } from "./stack.ts";

const workspace = join(dirname(fileURLToPath(import.meta.url)), "../..");

const say = (line: string): void => void process.stdout.write(`novacron: ${line}\n`);

await runMain(async () => {
  const defaultDir = join(workspace, ".novacron");
  const options = parseStartOptions(process.argv.slice(2), process.env, defaultDir);
  if (options === "help") {
    process.stdout.write(startUsage);
    return 0;
  }
  return await start(options);
});

async function start(options: StartOptions): Promise<number> {
  const { noInstall, dataDir } = options;
  await install("start", { noInstall, say });
  mkdirSync(dataDir, { recursive: true, mode: 0o750 });
  const layout = dataLayout(dataDir);
  const earlier = await endEarlierStart(dataDir, say);
  await buildDashboard();
  const demoGuestDir = await provideDemoGuest({ noInstall, say });
  const libvirt = await provideLibvirt({ dataDir, earlier, say });
  const keeper = libvirt.own && new LibvirtKeeper(dataDir, libvirt.own, say);
  // Without types to strip and packages to look for it needs a third less memory than from its sources.
  await bundle({ entry: entries.agent, out: layout.agentProgram });
  const host: StackHost = { libvirtSocket: libvirt.socket, keeper, demoGuestDir };
  const own = process.env.NOVACRON_ADMIN_PASSWORD
    ? undefined
    : firstPassword(dataDir, !existsSync(layout.controlPlane));
  const stack = new Stack({ start: options, layout, password: own, host, say });
  return await runUntilStopped(stack, say, () => {
    say(`NovaCron is ready: ${options.url}`);
    if (own !== undefined) say(`first login: admin, password ${own} (shown this once)`);
    if (options.simulatedHosts > 0) say(`${options.simulatedHosts} simulated host(s) beside it`);
    say(`logs are in ${layout.logs}; Ctrl-C stops NovaCron, machines keep running`);
    forgetFirstPassword(dataDir);
  });
}
