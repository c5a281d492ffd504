import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { mosquittoAcl } from "@novacron/protocol/messages/mosquitto";

const run = promisify(execFile);

export interface MosquittoPlace {
  readonly address?: string;
  readonly owners?: readonly string[];
}

/** A real mosquitto on a free port, with logins and the rules of docs/operate/mqtt.md. */
export class Mosquitto {
  readonly port: number;
  readonly #address: string;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(address: string, port: number, folder: string) {
    this.#address = address;
    this.port = port;
    this.#folder = folder;
  }

  /** `tools`: the names among `logins` that are read-only; `owners`: those who may do everything. */
  static async start(
    logins: ReadonlyMap<string, string>,
    tools: readonly string[],
    { address = "127.0.0.1", owners = [] }: MosquittoPlace = {},
  ): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), "novacron-mosquitto-"));
    const broker = new Mosquitto(address, await freePort(address), folder);
    const passwords = join(folder, "passwords");
    await writeFile(passwords, "");
    for (const [name, password] of logins) {
      await run("mosquitto_passwd", ["-b", passwords, name, password]);
    }
    const all = owners.map((name) => `user ${name}\ntopic readwrite #\n`);
    await writeFile(join(folder, "acl"), [mosquittoAcl(tools), ...all].join("\n"));
    await writeFile(
      join(folder, "mosquitto.conf"),
      `listener ${broker.port} ${address}\nallow_anonymous false\nuser root\npersistence false\n` +
        `password_file ${passwords}\nacl_file ${join(folder, "acl")}\n`,
    );
    await broker.up();
    return broker;
  }

  /** Starts it, also again after `kill`. */
  async up(): Promise<void> {
    const child = spawn("mosquitto", ["-c", join(this.#folder, "mosquitto.conf")], {
      stdio: "ignore",
    });
    await once(child, "spawn");
    this.#process = child;
    await untilOpen({ host: this.#address, port: this.port }, child);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export async function freePort(address = "127.0.0.1"): Promise<number> {
  const server = createServer();
  server.listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

export async function untilOpen(at: Place, child: ChildProcess): Promise<void> {
  for (let left = 500; left > 0; left -= 1) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
    if (await isOpen(at)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("mosquitto does not listen");
}

function isOpen(at: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
