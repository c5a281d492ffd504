import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { DeviceStream } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";

/** The streams open now, bounded in number; each joins two devices until one of them ends. */
export class TunnelStreams {
  readonly #limit: number;
  readonly #log: Log;
  readonly #open = new Set<{ readonly near: DeviceStream; readonly far: DeviceStream }>();
  #reserved = 0;

  constructor(limit: number, log: Log) {
    this.#limit = limit;
    this.#log = log;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Keeps a place; the returned function gives it back and may be called twice. */
  reserve(): () => void {
    if (this.#open.size + this.#reserved >= this.#limit) {
      throw new NovaError("OVERLOADED", `open a stream beside ${this.#limit} others`);
    }
    this.#reserved += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#reserved -= 1;
      isHeld = false;
    };
  }

  /** Copies both ways at the pace of the slower side. */
  join(near: DeviceStream, far: DeviceStream): void {
    const pair = { near, far };
    this.#open.add(pair);
    const done = (error: unknown) => {
      if (!this.#open.delete(pair)) return;
      if (error !== undefined) this.#log.debug({ error }, "tunnel: stream ended");
      void closeQuietly(near);
      void closeQuietly(far);
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      copy(from, to).then(() => done(undefined), done);
    }
  }

  async stop(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.flatMap(({ near, far }) => [closeQuietly(near), closeQuietly(far)]));
  }
}

async function copy(from: DeviceStream, to: DeviceStream): Promise<void> {
  for await (const bytes of from.incoming) await to.write(bytes);
}

/** A stream that cannot be closed is closed already. */
async function closeQuietly(stream: DeviceStream): Promise<void> {
  await stream.close().catch(() => undefined);
}
