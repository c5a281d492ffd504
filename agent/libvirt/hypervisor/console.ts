import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { DeviceStream } from "../../ports/hypervisor.ts";
import type { LibvirtStream } from "../rpc/stream.ts";
import type { Session } from "../session.ts";

/** A libvirt stream with the connection that is its own, as the port wants it. */
export function deviceStream(stream: LibvirtStream, session: Session): DeviceStream {
  let closing: Promise<void> | undefined;
  const close = () => {
    // The abort need not be confirmed: the connection ends with it.
    void stream.abort().catch(() => undefined);
    closing ??= session.close();
    return closing;
  };
  return {
    incoming: bytesOf(stream, close),
    write: async (bytes) => {
      try {
        await stream.write(bytes);
      } catch (cause) {
        throw new NovaError("STREAM_CLOSED", "write to the console", { cause });
      }
    },
    close,
  };
}

async function* bytesOf(
  stream: LibvirtStream,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const packet of stream) if (packet.kind === "data") yield packet.bytes;
  } catch (cause) {
    // The guest powered off, or somebody else took the console: for a reader the end, no failure.
    if (!(cause instanceof NovaError)) throw cause;
  } finally {
    await close();
  }
}
