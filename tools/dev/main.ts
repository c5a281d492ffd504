import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runMain } from "../bootstrap/setup-error.ts";
import { endEarlierStart } from "../start/earlier-start.ts";
import { firstPassword, forgetFirstPassword } from "../start/first-login.ts";
import { parseStartOptions } from "../start/options.ts";
import { dataLayout } from "../start/plans.ts";
import { runUntilStopped } from "../start/run-until-stopped.ts";
import { Stack } from "../start/stack.ts";
import { startViteServer } from "./vite-server.ts";

const usage = `npm run dev [-- OPTION ...]

The whole stack for work on NovaCron: the control plane, simulated hosts under the real agent, and the
console with hot reload. No libvirt is needed and none is touched.

  --hosts N            simulated hosts (3)
  --listen HOST:PORT   address of the API (NOVACRON_LISTEN; 127.0.0.1:8480)
  --data FOLDER        where everything is kept (NOVACRON_DATA; .novacron/dev)
`;

const workspace = join(dirname(fileURLToPath(import.meta.url)), "../..");

const say = (line: string): void => void process.stdout.write(`novacron dev: ${line}\n`);

await runMain(async () => {
  const args = ["--hosts", "3", ...process.argv.slice(2)];
  const { NOVACRON_LISTEN = "127.0.0.1:8480", NOVACRON_DATA } = process.env;
  const env = { NOVACRON_LISTEN, NOVACRON_DATA };
  const options = parseStartOptions(args, env, join(workspace, ".novacron/dev"));
  if (options === "help") {
    process.stdout.write(usage);
    return 0;
  }
  mkdirSync(options.dataDir, { recursive: true, mode: 0o750 });
  const layout = dataLayout(options.dataDir);
  await endEarlierStart(options.dataDir, say);
  const password = process.env.NOVACRON_ADMIN_PASSWORD
    ? undefined
    : firstPassword(options.dataDir, !existsSync(layout.controlPlane));
  const stack = new Stack({ start: options, layout, password, host: undefined, say });
  const vite = await startViteServer(options.url);
  try {
    return await runUntilStopped(stack, say, () => {
      say(`console with hot reload: ${vite.url}`);
      say(`API: ${options.url}, ${options.simulatedHosts} simulated host(s)`);
      if (password !== undefined) say(`first login: admin, password ${password} (shown this once)`);
      forgetFirstPassword(options.dataDir);
    });
  } finally {
    await vite.stop();
  }
});
