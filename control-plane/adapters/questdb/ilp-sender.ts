import { NovaError } from "@novacron/protocol/errors/nova-error";
import { Sender } from "@questdb/nodejs-client";
import type { ColumnBlock } from "../../samples/blocks.ts";
import { type QuestDbAddress, questDbError } from "./questdb-http.ts";
import { marksTable, tableName } from "./tables.ts";

/** Rows of one request: bounds its size, and the work lost where it fails. */
const rowsPerRequest = 5_000;
const requestTimeoutMs = 30_000;

/**
 * The official client, InfluxDB line protocol over HTTP: a request that is answered is in QuestDB's
 * write-ahead log, one that fails says so. Nothing is flushed behind our back and nothing repeated:
 * what fails the caller gives again as a whole.
 */
export class IlpSender {
  readonly #address: QuestDbAddress;
  #sender: Sender | null = null;

  constructor(address: QuestDbAddress) {
    this.#address = address;
  }

  async writeBlocks(blocks: readonly ColumnBlock[]): Promise<void> {
    await this.#sending(async (sender) => {
      let rows = 0;
      for (const block of blocks) {
        for (let row = 0; row < block.machines.length; row += 1) writeRow(sender, block, row);
        rows += block.machines.length;
        if (rows < rowsPerRequest) continue;
        await sender.flush();
        rows = 0;
      }
      await sender.flush();
    });
  }

  async writeMarks(
    marks: readonly { readonly host: string; readonly boot: string; readonly upTo: number }[],
    nowMs: number,
  ): Promise<void> {
    await this.#sending(async (sender) => {
      for (const { host, boot, upTo } of marks) {
        sender.table(marksTable).symbol("host", host).symbol("boot", boot);
        await sender.intColumn("up_to", upTo).intColumn("raised", nowMs).at(0, "ms");
      }
      await sender.flush();
    });
  }

  async close(): Promise<void> {
    const sender = this.#sender;
    this.#sender = null;
    await sender?.close();
  }

  async #sending(run: (sender: Sender) => Promise<void>): Promise<void> {
    try {
      this.#sender ??= await Sender.fromConfig(this.#config());
      await run(this.#sender);
    } catch (error) {
      this.#sender?.reset();
      await this.close().catch(() => undefined);
      if (error instanceof NovaError) throw error;
      const text = error instanceof Error ? error.message : String(error);
      throw questDbError(text, `write samples to QuestDB at ${this.#address.httpUrl}`);
    }
  }

  #config(): string {
    const url = new URL(this.#address.httpUrl);
    const scheme = url.protocol.slice(0, -1);
    const port = url.port === "" ? (scheme === "https" ? "443" : "80") : url.port;
    const login = this.#address.login;
    const parts = [
      `${scheme}::addr=${url.hostname}:${port}`,
      "auto_flush=off",
      // The client's other transport goes on connecting to a dead server for ever, past its own timeout.
      "stdlib_http=on",
      "retry_timeout=0",
      `request_timeout=${requestTimeoutMs}`,
      ...(login === null
        ? []
        : [`username=${doubled(login.user)}`, `password=${doubled(login.password)}`]),
    ];
    return `${parts.join(";")};`;
  }
}

function writeRow(sender: Sender, block: ColumnBlock, row: number): void {
  sender.table(tableName(block.target, 0)).symbol("host", block.host);
  const [machine, device] = [block.machines[row]!, block.devices[row]!];
  if (machine !== "") sender.symbol("machine", machine);
  if (device !== "") sender.symbol("device", device);
  for (let field = 0; field < block.fields.length; field += 1) {
    const value = block.columns[field]![row]!;
    if (!Number.isNaN(value)) sender.floatColumn(block.fields[field]!, value);
  }
  // Resolves at once, since nothing is flushed by itself.
  void sender.at(block.at, "ms");
}

/** In a configuration string a semicolon is written twice. */
function doubled(text: string): string {
  return text.replaceAll(";", ";;");
}
