import { type ChildProcess, spawn } from "node:child_process";
import { get } from "node:http";
import { createServer } from "node:net";
import type { LabHost } from "@novacron/test/lab/lab-host";

/** A peer under measurement: a process, and the address at which it is scraped, if it is. */
export interface Peer {
  readonly name: string;
  readonly pid: number;
  readonly url: string | null;
  stop(): Promise<void>;
}

export async function startLibvirtExporter(host: LabHost): Promise<Peer> {
  const port = await freePort();
  const args = [`--web.listen-address=127.0.0.1:${port}`, `--libvirt.uri=${host.uri}`];
  return await start("prometheus-libvirt-exporter", args, `http://127.0.0.1:${port}/metrics`);
}

export async function startNodeExporter(): Promise<Peer> {
  const port = await freePort();
  const args = [`--web.listen-address=127.0.0.1:${port}`];
  return await start("prometheus-node-exporter", args, `http://127.0.0.1:${port}/metrics`);
}

/** netdata as Debian ships it, with its own folders and once a second. */
export async function startNetdata(dir: string): Promise<Peer> {
  const port = await freePort();
  const settings = {
    "global/run as user": "root",
    "web/bind to": "127.0.0.1",
    "web/default port": String(port),
    "directories/cache": `${dir}/cache`,
    "directories/lib": `${dir}/lib`,
    "directories/log": `${dir}/log`,
  };
  const words = Object.entries(settings).flatMap(([key, value]) => {
    const [section = "", option = ""] = key.split("/");
    return ["-W", "set", section, option, value];
  });
  const peer = await start(
    "netdata",
    ["-D", "-P", `${dir}/pid`, ...words],
    `http://127.0.0.1:${port}/api/v1/info`,
  );
  return { ...peer, url: null };
}

async function start(program: string, args: readonly string[], url: string): Promise<Peer> {
  const child = spawn(program, args, { stdio: "ignore" });
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new RangeError(`${program} ended with ${code}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([failed, answering(url)]);
  return { name: program, pid: child.pid ?? 0, url, stop: () => stop(child) };
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await scrape(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new RangeError(`${url} does not answer`);
}

/** Reads the whole answer, as Prometheus does. */
export function scrape(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new RangeError(url)),
      );
      response.on("error", reject);
    });
    request.setTimeout(30_000, () => request.destroy(new RangeError(`${url} took over 30 s`)));
    request.on("error", reject);
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}
