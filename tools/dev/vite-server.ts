import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@novacron/test/lab/processes";
import { answersHttp } from "../start/ready.ts";

const dashboard = join(dirname(fileURLToPath(import.meta.url)), "../../dashboard");

export interface ViteServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The console's development server; its requests to the API go on to `apiUrl`. */
export async function startViteServer(apiUrl: string): Promise<ViteServer> {
  const port = await freePort();
  const vite = join(dashboard, "node_modules/vite/bin/vite.js");
  const address = ["--host", "127.0.0.1", "--port", `${port}`, "--strictPort"];
  const child = spawn(process.execPath, [vite, ...address, "--clearScreen", "false"], {
    cwd: dashboard,
    env: { ...process.env, NOVACRON_URL: apiUrl },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}/`;
  await waitUntil("the console's development server answers", () => {
    if (child.exitCode !== null) throw new Error("the console's development server ended");
    return answersHttp(url);
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
