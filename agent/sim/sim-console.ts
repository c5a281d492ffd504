import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { DeviceStream } from "../ports/hypervisor.ts";

const encoder = new TextEncoder();
const longestQueue = 256;

/** A serial line with a guest that greets and echoes. */
export class SimConsole implements DeviceStream {
  readonly incoming: AsyncIterable<Uint8Array>;
  readonly #queue: Uint8Array[] = [];
  #arrived: (() => void) | null = null;
  #taken: (() => void) | null = null;
  #isClosed = false;

  constructor(name: string) {
    this.incoming = this.#read();
    this.#queue.push(encoder.encode(`${name} (simulated) ttyS0\r\n\r\n${name} login: `));
  }

  async write(bytes: Uint8Array): Promise<void> {
    while (this.#queue.length >= longestQueue && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#taken = resolve;
      });
    }
    if (this.#isClosed) throw new NovaError("STREAM_CLOSED", "write to a simulated console");
    this.#queue.push(bytes);
    this.#arrived?.();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#arrived?.();
    this.#taken?.();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#queue.shift();
      if (next !== undefined) {
        this.#taken?.();
        yield next;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
      }
    }
  }
}
