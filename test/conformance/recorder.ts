import type { AgentLinkListener, UpMessage } from "@novacron/control-plane/ports/agent-link";
import type { Log } from "@novacron/control-plane/ports/log";
import type { Signer } from "@novacron/control-plane/ports/signer";

/** Keeps what arrives, in order. */
export class Recorder implements AgentLinkListener {
  readonly received: UpMessage[] = [];
  connections = 0;

  message(message: UpMessage): void {
    this.received.push(message);
  }

  connected(): void {
    this.connections += 1;
  }

  disconnected(): void {}
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  notice: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Signs so that what was signed can be told; no agent of these tests checks it. */
export const testSigner: Signer = { sign: () => ({ key: "k1", signature: "signature" }) };
