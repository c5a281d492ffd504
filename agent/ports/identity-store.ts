import type { HostId } from "@novacron/protocol/domain/ids";

/** What a host has of the fleet it belongs to. All of it is text that lies in files of its own. */
export interface Identity {
  readonly host: HostId;
  /** Addresses of the control plane. */
  readonly api: string;
  readonly tunnel: string;
  readonly bus: string;
  /** Whether the bus is the control plane's own, with its certificate; else an external broker's. */
  readonly ownBus: boolean;
  /** Public keys by which the control plane's word is known. */
  readonly signingKeys: readonly string[];
  /** PEM: the fleet's authority, this host's certificate and its key. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** By the control plane's clock. */
  readonly issuedAt: number;
}
