import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type FinishState, finishStart } from "./finish-watch.ts";
import { type GateIdentity, type GateSecret, gateLine } from "./gate-link.ts";
import { relaySource, type SourceRelayOptions } from "./source-relay.ts";

export interface SourceGateOptions {
  /** A folder of its own, which is made with mode 0700 and removed. */
  readonly folder: string;
  readonly target: { readonly host: string; readonly port: number };
  readonly secret: GateSecret;
  readonly identity: GateIdentity;
  /** Whether this certificate, already proven to be of the fleet's CA, is the ticket's target. */
  readonly isTarget: (peer: TLSSocket) => boolean;
  readonly onFinish?: SourceRelayOptions["onFinish"];
  readonly onHeld?: SourceRelayOptions["onHeld"];
  /** Its one connection has ended. */
  readonly onEnd?: (state: FinishState) => void;
}

const connectMs = 10_000;
/** This host's libvirtd comes in a moment; the target's waits no longer for one that does not. */
const waitedForMs = 120_000;

/**
 * The source's side: a UNIX socket that only this host's libvirtd can open, once, and behind it the way to the
 * target's gate. Its path is the destination of libvirt's peer-to-peer migration.
 */
export class SourceGate {
  readonly #options: SourceGateOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket | TLSSocket>();
  readonly #lettingGo = new AbortController();
  #finish: FinishState = finishStart;
  #far: Promise<TLSSocket> | null = null;

  constructor(options: SourceGateOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => void this.#carry(socket));
    this.#server.maxConnections = 1;
  }

  /** Resolves with the URI to give to libvirt as the destination. */
  async start(signal: AbortSignal): Promise<string> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const path = join(folder, "gate.sock");
    await rm(path, { force: true });
    this.#far = this.#dial();
    this.#far.catch(() => undefined);
    this.#server.listen(path);
    await once(this.#server, "listening");
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    return `qemu+unix:///system?socket=${path}`;
  }

  /** Once its connection has ended: how far the call came that starts the target's copy. */
  get finish(): FinishState {
    return this.#finish;
  }

  /**
   * Ends it. Where the target's answer to Finish is awaited this host's libvirtd takes the end for "it did not start" and
   * lets its copy run on: only who knows that no other copy runs, or has destroyed this one, may do so.
   */
  async stop(): Promise<void> {
    this.#lettingGo.abort();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#options.folder, { recursive: true, force: true });
  }

  /** Before this host's libvirtd comes: meanwhile it is told of the move. */
  async #dial(): Promise<TLSSocket> {
    const { target, identity, secret, isTarget } = this.#options;
    // The name in the certificate is a host's id, which `isTarget` compares; it is no DNS name.
    const dial: ConnectionOptions & { readonly allowHalfOpen: boolean } = {
      ...target,
      ...identity,
      minVersion: "TLSv1.3",
      timeout: connectMs,
      allowHalfOpen: true,
      checkServerIdentity: () => undefined,
    };
    const far = connect(dial);
    this.#keep(far);
    await once(far, "secureConnect");
    if (!isTarget(far)) {
      far.destroy();
      throw new NovaError("MIGRATION_TARGET_REFUSED", "reach the target: another host answers");
    }
    far.setTimeout(waitedForMs);
    far.write(gateLine(secret));
    return far;
  }

  async #carry(near: Socket): Promise<void> {
    this.#keep(near);
    const { onFinish, onHeld } = this.#options;
    try {
      const far = await this.#far;
      // An end that came meanwhile is not told twice.
      if (far?.readable !== true) {
        throw new NovaError("MIGRATION_TARGET_REFUSED", "reach the target: it hung up");
      }
      far.setTimeout(0);
      this.#finish = await relaySource(near, far, {
        onFinish: (state) => onFinish?.(state),
        onHeld: () => onHeld?.(),
        letGo: this.#lettingGo.signal,
      });
    } catch {
      // libvirtd sees its connection end, and says so in the migration's error.
      near.destroy();
    }
    this.#options.onEnd?.(this.#finish);
  }

  #keep(socket: Socket | TLSSocket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("timeout", () => socket.destroy(new Error("nothing came in time")));
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
