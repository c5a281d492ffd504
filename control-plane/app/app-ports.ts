import type { AgentLink } from "../ports/agent-link.ts";
import type { AuditSeal } from "../ports/audit-seal.ts";
import type { RotatingAuthority } from "../ports/certificate-authority.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { LiveFeed } from "../ports/live-feed.ts";
import type { Log } from "../ports/log.ts";
import type { LoginProvider } from "../ports/login-provider.ts";
import type { MetricStore } from "../ports/metric-store.ts";
import type { Planner } from "../ports/planner.ts";
import type { ReleaseShelf } from "../ports/release-shelf.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { SigningKeys } from "../ports/signer.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { TunnelHub } from "../ports/tunnel-hub.ts";
import type { AccessSettings } from "./access/access-model.ts";
import type { SessionLimits } from "./access/access-ports.ts";
import type { AuditRetention } from "./audit/audit-head.ts";
import type { HistoryRetention } from "./record/history-retention.ts";
import type { TrustSettings } from "./trust/trust-ports.ts";

/** Everything the application stands on. Built by main.ts, and by the simulation in virtual time. */
export interface AppPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly state: StateStore;
  readonly metrics: MetricStore;
  readonly link: AgentLink;
  readonly feed: LiveFeed;
  readonly tunnels: TunnelHub;
  readonly hasher: Hasher;
  readonly secrets: Secrets;
  /** Started by the application; the link signs with it. */
  readonly signing: SigningKeys;
  readonly auditSeal: AuditSeal;
  /** Where there is one. */
  readonly loginProvider?: LoginProvider | undefined;
  readonly sealing: SecretBox;
  /** Stopped by the application. */
  readonly planner: Planner;
  readonly ca: RotatingAuthority;
  /** Without it agents are not upgraded from here. */
  readonly shelf?: ReleaseShelf;
}

export interface AppSettings {
  readonly version: string;
  /** Name of this control plane in its status on the bus. */
  readonly name: string;
  /** Where people and tools find the bus. */
  readonly bus: { readonly url: string; readonly embedded: boolean };
  /** Shown on the system page; no secrets in them. */
  readonly storeUrls: { readonly state: string; readonly metrics: string };
  /** Password of the first administrator; null: one is made and handed back by `firstLogin()`. */
  readonly adminPassword: string | null;
  /** How hosts join and are known; `defaultTrust` where it is not said. */
  readonly trust?: TrustSettings;
  /** How many operations may be open at once; 1,000 where it is not said. */
  readonly openOperations?: number;
  /** Epoch to speak with at least: raised after a restore from a backup; 1 where it is not said. */
  readonly leastEpoch?: number;
  /** How long the record and ended operations stay; `defaultHistory` where it is not said. */
  readonly history?: HistoryRetention;
  /** How long sessions last; `defaultSessionLimits` where it is not said. */
  readonly sessionLimits?: SessionLimits;
  /** Which roles need a second factor, and roles of the login provider's groups. */
  readonly access?: AccessSettings;
  /** How long rows of the audit log stay; `defaultAuditRetention` where it is not said. */
  readonly auditRetention?: AuditRetention;
  /** How long hosts are waited for after a restore; five minutes where it is not said. */
  readonly restoreWaitMs?: number;
}
