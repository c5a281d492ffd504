import { NovaError } from "@novacron/protocol/errors/nova-error";
import { call } from "../../api/call.ts";

export interface SerialHandlers {
  readonly onOpen: () => void;
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onClose: (error: NovaError | null) => void;
}
export interface SerialLine {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** Asks for the console and opens its stream. The ticket is good for one connection. */
export async function openSerial(machine: string, on: SerialHandlers): Promise<SerialLine> {
  const body = { id: crypto.randomUUID() } as Parameters<typeof call<"openConsole">>[1] extends
    | { body?: infer B }
    | undefined
    ? NonNullable<B>
    : never;
  const answer = await call("openConsole", { params: { machine }, body });
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}${answer.path}`);
  socket.binaryType = "arraybuffer";
  let opened = false;
  socket.onopen = () => {
    opened = true;
    on.onOpen();
  };
  socket.onmessage = (event) => {
    if (event.data instanceof ArrayBuffer) on.onBytes(new Uint8Array(event.data));
  };
  socket.onclose = (event) => on.onClose(closeError(event, opened));
  const encoder = new TextEncoder();
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encoder.encode(text));
    },
    close: () => socket.close(1000),
  };
}

function closeError(event: CloseEvent, opened: boolean): NovaError | null {
  if (event.code === 1000) return null;
  const why = event.reason === "" ? `code ${event.code}` : event.reason;
  const code = opened ? "STREAM_CLOSED" : "UNREACHABLE";
  return new NovaError(code, "show the serial console", { cause: new Error(why) });
}
