import type { HostId } from "@novacron/protocol/domain/ids";
import type { Scope } from "@novacron/protocol/domain/scope";

/** Who stands behind a connection on the bus. */
export interface BusIdentity {
  readonly name: string;
  readonly kind: "agent" | "integration";
  /** The only host an agent may speak for; null until it first speaks. */
  readonly host: HostId | null;
  /** Of an integration: the machines that it may hear of; all where it is not said. */
  readonly scope?: Scope;
}

/** Who may do what on the bus. Decided by the application; the embedded broker asks it. */
export interface BusAccess {
  /** Null for a wrong name or password. `address` is where the connection comes from, for the throttle. */
  authenticateBus(name: string, password: string, address: string): Promise<BusIdentity | null>;
  /** Who a client certificate (DER, its key proven by TLS) stands for; null for nobody trusted. */
  authenticateCertificate(certificate: Uint8Array, address: string): Promise<BusIdentity | null>;
  /** For an agent of no host yet: binds it to this one for ever. False where that is not allowed. */
  bindBusHost(name: string, host: HostId): Promise<boolean>;
  /** Whether the identity may publish on the topic, or subscribe with the filter. */
  authorizeBus(identity: BusIdentity, action: "publish" | "subscribe", topic: string): boolean;
  /** Whether a message may go to a login that subscribed to it, retained ones included. */
  mayReceive(
    identity: BusIdentity,
    message: { readonly topic: string; readonly payload: Uint8Array },
  ): boolean;
}
