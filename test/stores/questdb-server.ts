import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { questDbJar } from "@novacron/tools/bootstrap/artifacts";

const startTimeoutMs = 60_000;

/** A real QuestDB of one's own, on a free port and in a temporary folder. */
export class QuestDbServer {
  readonly #jar: string;
  readonly #folder: string;
  readonly httpUrl: string;
  #process: ChildProcess | null = null;

  private constructor(jar: string, folder: string, port: number) {
    this.#jar = jar;
    this.#folder = folder;
    this.httpUrl = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<QuestDbServer> {
    const folder = await mkdtemp(join(tmpdir(), "novacron-questdb-"));
    await mkdir(join(folder, "root"));
    const server = new QuestDbServer(await questDbJar(), folder, await freePort());
    await server.run();
    return server;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Starts the process on the same data. */
  async run(): Promise<void> {
    const { host } = new URL(this.httpUrl);
    const main = ["-m", "io.questdb/io.questdb.ServerMain", "-d", join(this.#folder, "root")];
    this.#process = spawn("java", ["-Xmx1g", "-p", this.#jar, ...main], {
      stdio: "ignore",
      env: {
        ...process.env,
        QDB_HTTP_BIND_TO: host,
        QDB_HTTP_MIN_ENABLED: "false",
        QDB_PG_ENABLED: "false",
        QDB_LINE_TCP_ENABLED: "false",
        QDB_TELEMETRY_ENABLED: "false",
        QDB_CAIRO_COMMIT_MODE: "sync",
        // By default each column of each table takes 16 MB from its first row on.
        QDB_CAIRO_WRITER_DATA_APPEND_PAGE_SIZE: "262144",
        QDB_CAIRO_O3_COLUMN_MEMORY_SIZE: "262144",
        QDB_SHARED_WORKER_COUNT: "2",
      },
    });
    await this.#answers();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async exec(sql: string): Promise<unknown[][]> {
    const answer = await fetch(`${this.httpUrl}/exec?query=${encodeURIComponent(sql)}`);
    const body = (await answer.json()) as { dataset?: unknown[][]; error?: string };
    if (body.error !== undefined) throw new Error(body.error);
    return body.dataset ?? [];
  }

  /**
   * Empties all tables, so that the next test finds an empty store. Not by dropping them: a connection that
   * wrote to a table of that name before keeps rows of its first request back until the next.
   */
  async clear(): Promise<void> {
    for (const [name] of await this.exec("SELECT table_name FROM tables()")) {
      if (String(name).startsWith("novacron_")) await this.exec(`TRUNCATE TABLE ${name}`);
    }
  }

  async #answers(): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const isUp = await this.exec("SELECT 1").then(
        () => true,
        () => false,
      );
      if (isUp) return;
      if (performance.now() > deadline || this.#process?.exitCode !== null) {
        throw new Error("QuestDB did not start");
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
