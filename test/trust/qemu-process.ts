import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** A QEMU without a guest system that can be sent elsewhere: as libvirt starts one, but for the rest. */
export class QemuProcess {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #buffer = "";
  stderr = "";

  private constructor(child: ChildProcess, socket: Socket) {
    this.#child = child;
    this.#socket = socket;
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => this.#take(text));
    socket.on("error", () => undefined);
    child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  /** `pki`: folder with its certificates. */
  static async start(
    folder: string,
    of: { readonly pki: string; readonly endpoint: "server" | "client" },
  ): Promise<QemuProcess> {
    const path = join(folder, `qmp-${of.endpoint}-${process.hrtime.bigint()}`);
    const credentials = `tls-creds-x509,id=tls0,dir=${of.pki},endpoint=${of.endpoint},verify-peer=on`;
    const child = spawn(
      "qemu-system-x86_64",
      [
        ...["-machine", "pc,accel=tcg", "-m", "16", "-nodefaults", "-display", "none", "-S"],
        ...["-object", credentials, "-qmp", `unix:${path},server=on,wait=off`],
        ...(of.endpoint === "server" ? ["-incoming", "defer"] : []),
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    for (;;) {
      if (child.exitCode !== null) throw new Error("QEMU ended before it could be asked");
      const socket = createConnection(path);
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once("connect", () => resolve(true));
        socket.once("error", () => resolve(false));
      });
      if (!isOpen) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      const qemu = new QemuProcess(child, socket);
      await qemu.ask("qmp_capabilities");
      return qemu;
    }
  }

  async ask(execute: string, args: object = {}): Promise<unknown> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.push(resolve);
      this.#socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
    if (answer.error !== undefined) throw new Error(`${execute}: ${answer.error.desc}`);
    return answer.return;
  }

  async status(): Promise<string> {
    return ((await this.ask("query-migrate")) as { status?: string }).status ?? "none";
  }

  async end(): Promise<void> {
    this.#socket.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }

  #take(text: string): void {
    this.#buffer += text;
    const lines = this.#buffer.split("\n");
    this.#buffer = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as Answer & { event?: string; QMP?: unknown };
      if (message.event === undefined && message.QMP === undefined)
        this.#waiting.shift()?.(message);
    }
  }
}
