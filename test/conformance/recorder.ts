import type { AgentLinkListener, UpMessage } from "@novacron/control-plane/ports/agent-link";
import type { Log } from "@novacron/control-plane/ports/log";

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
