import type { Virtualisation } from "@novacron/protocol/domain/host";

/** How a UNIX socket answered to a connection: `denied` by its mode, `dead` where nobody listens. */
export type SocketAnswer = "open" | "denied" | "dead" | "absent" | "silent";

export interface SocketFact {
  /** File name in libvirt's run folder, such as `virtqemud-sock`. */
  readonly name: string;
  readonly path: string;
  readonly answer: SocketAnswer;
  /** Group of the file and its permission bits in octal; null where absent. */
  readonly group: string | null;
  readonly mode: string | null;
}

export interface LibvirtFacts {
  readonly sockets: readonly SocketFact[];
  readonly session:
    | { readonly state: "none" }
    | { readonly state: "failed"; readonly code: string; readonly text: string }
    | {
        readonly state: "open";
        readonly kind: "monolithic" | "modular";
        readonly libvirtVersion: string;
        readonly qemuVersion: string;
        /** Security models that confine guests, such as `apparmor`; `none` and `dac` are none. */
        readonly securityModels: readonly string[];
        /** libvirt's id of this host: what the certificate must be for. */
        readonly hostUuid: string | null;
      };
}

export interface CertificateFacts {
  readonly validFrom: number;
  readonly validTo: number;
  /** Host ids in the subject and its alternative names. */
  readonly hosts: readonly string[];
  readonly signedByCa: boolean;
  readonly matchesKey: boolean;
}

export interface IdentityFacts {
  readonly folder: string;
  readonly state: "absent" | "unreadable" | "damaged" | "present";
  readonly problem: string | null;
  readonly certificate: CertificateFacts | null;
  /** Permission bits of the key's file, in octal. */
  readonly keyMode: string | null;
  /** The id that the agent speaks with; null before its first start. */
  readonly keptHost: string | null;
}

/** How one address of the control plane answered, by what failed first. */
export interface ReachFacts {
  readonly url: string;
  readonly outcome: "ok" | "dns" | "refused" | "timeout" | "tls" | "rejected" | "other";
  readonly text: string;
}

export interface ControlPlaneFacts {
  readonly api: ReachFacts;
  readonly bus: ReachFacts | null;
  readonly tunnel: ReachFacts | null;
  /** The control plane's clock minus this host's; null where it was not heard. */
  readonly skewMs: number | null;
  /** Half of the round trip in which the clock was read, and the second that its text is rounded to. */
  readonly skewErrorMs: number;
  readonly version: string | null;
}

export interface DiskFacts {
  readonly folder: string;
  readonly writable: boolean;
  readonly problem: string | null;
  readonly freeBytes: number | null;
  readonly freeFiles: number | null;
  /** Room that a full outbox and the journal may take. */
  readonly wantedBytes: number;
}

/** What the running agent last wrote of itself. */
export interface AgentFacts {
  readonly version: string;
  readonly user: string;
  /** Null where no agent runs on this data folder. */
  readonly running: {
    readonly pid: number;
    readonly version: string;
    readonly bus: "connected" | "disconnected";
    readonly since: number;
    readonly problem: { readonly code: string; readonly text: string } | null;
    /** When the control plane last began to acknowledge what this agent sent. */
    readonly acknowledgedAt: number | null;
  } | null;
}

export interface ServiceFacts {
  readonly systemd: boolean;
  /** Null where there is no such unit. */
  readonly unit: {
    readonly enabled: boolean;
    readonly active: string;
    readonly result: string;
    readonly needsReload: boolean;
    readonly restarts: number;
  } | null;
}

export interface SecurityFacts {
  readonly selinux: "enforcing" | "permissive" | "off";
  /** SELinux type of the agent's program, such as `bin_t`; null where it has none. */
  readonly programLabel: string | null;
  readonly apparmor: boolean;
}

/** Everything the checks judge by; collected first, so that they are functions of values. */
export interface Facts {
  readonly at: number;
  readonly libvirt: LibvirtFacts;
  /** CPU flags and devices, beside the verdict of the probe guest. */
  readonly kvm: {
    readonly device: "open" | "denied" | "absent";
    readonly cpuFlag: boolean;
    readonly arch: string;
    readonly verdict: Virtualisation;
  };
  readonly identity: IdentityFacts;
  /** Null before the host has joined: nobody knows an address then. */
  readonly controlPlane: ControlPlaneFacts | null;
  readonly disk: DiskFacts;
  readonly agent: AgentFacts;
  readonly service: ServiceFacts;
  readonly security: SecurityFacts;
  readonly foreignManager: string | null;
}
