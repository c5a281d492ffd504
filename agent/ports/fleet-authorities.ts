import type { Assignments } from "@novacron/protocol/messages/report";

/** The certificate authorities by which this host knows its control plane. */
export interface FleetAuthorities {
  /** Hashes of their keys. */
  known(): readonly string[];
  /** Of them the one by which this host's own certificate is; null where it is of none. */
  issuer(): string | null;
  /** The control plane says, signed, which ones count from now on; `known` changes once that is kept. */
  told(told: NonNullable<Assignments["authorities"]>, changed: () => void): void;
}
