import type { HostId } from "@novacron/protocol/domain/ids";
import type { Membership } from "@novacron/protocol/http/trust";
import type { AgentLink } from "../../ports/agent-link.ts";
import type { CertificateAuthority } from "../../ports/certificate-authority.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { TunnelHub } from "../../ports/tunnel-hub.ts";
import type { Audit } from "../audit/audit.ts";
import type { Committer } from "../support/committer.ts";

export interface TrustSettings {
  /** Whether agents can reach us over TLS: only then may a host join from elsewhere. */
  readonly tls: boolean;
  /** Life of a host's certificate. */
  readonly certificateMs: number;
  /** Where agents find the bus; a null host is the one by which they reached the API. */
  readonly bus: Membership["bus"];
}

const dayMs = 86_400_000;

/** Beside agents on the same machine only: nobody joins from elsewhere. */
export const defaultTrust: TrustSettings = {
  tls: false,
  certificateMs: 7 * dayMs,
  bus: { host: null, port: 8471, tls: false },
};

export interface TrustPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly ca: CertificateAuthority;
  readonly committer: Committer;
  readonly record: Audit["record"];
  readonly refused: Audit["refused"];
  readonly link: Pick<AgentLink, "disconnectHost">;
  /** The host is not listened to any more: it counts as offline at once. */
  readonly barred: (host: HostId) => void;
  readonly tunnels: Pick<TunnelHub, "closeHost">;
  /** Public keys that sign what agents obey. */
  readonly signingKeys: () => readonly string[];
  readonly settings: TrustSettings;
}

export const trustLimits = {
  /** Tokens that are open or were used lately. */
  tokens: 1_000,
  /** An ended token is shown so long. */
  tokenMemoryMs: 30 * dayMs,
  /**
   * A host that was switched off while its certificate ended renews it by itself so long after: whether it
   * is still welcome is known here, by its key, not by the date in its certificate.
   */
  renewalGraceMs: 90 * dayMs,
  /**
   * Certificates are valid from before they are made, for hosts whose clock is behind: by hours where it shows the
   * local time. Those that are renewed in time leave as much ahead.
   */
  backdateMs: dayMs,
  pastKeys: 32,
  /** Certificates of one host that have not ended: each may have to be revoked. */
  live: 16,
  /**
   * A broker that got no new revocation list for so long lets no host in. Far longer than a certificate lives, so that
   * it is a list that nobody keeps fresh, and not an outage of the control plane, that shuts the fleet out.
   */
  revocationListMs: 30 * dayMs,
} as const;
