import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { Aedes, type AuthenticateError, type AuthenticateHandler } from "aedes";

/** A real broker that takes one login and can be killed and started again on its port. */
export interface TestBroker {
  readonly name: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends at once, without a word to its clients. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

export const login = { username: "agent-1", password: "right horse" } as const;

/** Debian's mosquitto as a process of its own. */
export async function makeMosquitto(): Promise<TestBroker> {
  const folder = mkdtempSync(`${tmpdir()}/mosquitto-`);
  const port = await freePort();
  const passwords = `${folder}/passwords`;
  writeFileSync(passwords, "");
  execFileSync("mosquitto_passwd", ["-b", passwords, login.username, login.password]);
  const lines = ["allow_anonymous false", `password_file ${passwords}`, "persistence false"];
  writeFileSync(
    `${folder}/mosquitto.conf`,
    [`listener ${port} 127.0.0.1`, "user root", ...lines, ""].join("\n"),
  );
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const gone = once(running, "exit");
    running.kill("SIGKILL");
    await gone;
  };
  return {
    name: "mosquitto",
    port,
    async start() {
      child = spawn("mosquitto", ["-c", `${folder}/mosquitto.conf`], { stdio: "ignore" });
      await answers(port);
    },
    kill,
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** aedes in this process, which the control plane embeds. */
export async function makeAedes(): Promise<TestBroker> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let broker: Aedes | null = null;
  const authenticate: AuthenticateHandler = (_, name, password, done) => {
    const ok = name === login.username && password?.toString() === login.password;
    const refused: AuthenticateError = Object.assign(new Error("refused"), { returnCode: 5 });
    done(ok ? null : refused, ok);
  };
  const kill = async (): Promise<void> => {
    const [oldServer, oldBroker] = [server, broker];
    server = null;
    broker = null;
    for (const socket of sockets) socket.destroy();
    if (oldServer !== null) await new Promise((resolve) => oldServer.close(resolve));
    if (oldBroker !== null) await new Promise<void>((resolve) => oldBroker.close(resolve));
  };
  return {
    name: "aedes",
    port,
    async start() {
      broker = await Aedes.createBroker({ authenticate });
      server = createServer(broker.handle);
      server.on("connection", (socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
      });
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    kill,
    dispose: kill,
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Until something listens on the port. */
async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const open = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
