/**
 * What one gate lets through: one migration of one machine, once. Made by the target's agent from the control
 * plane's ticket and from what the target itself knows.
 */
export interface GateTicket {
  /** libvirt's UUID, lower case. */
  readonly machine: string;
  readonly name: string;
  /**
   * Every absolute path that the definition may name: disks, NVRAM, kernel, logs, sockets. The control plane
   * takes them from the source's report, before the move; pre-flight has looked at each on the target.
   */
  readonly paths: readonly string[];
  /** The target's own emulators; the source has no say in what is run here. */
  readonly emulators: readonly string[];
  /** Networks, bridges and direct devices by name, as the target has them. */
  readonly networks: readonly string[];
  /** Host devices may be passed through only where the pre-flight has named them. */
  readonly allowHostDevices: boolean;
  /** Guest memory travels under TLS, or the gate refuses. */
  readonly requireTls: boolean;
  /** Bits of virDomainMigrateFlags that the move may use; everything else is refused. */
  readonly flags: number;
}

/** virDomainMigrateFlags, as far as a gate knows them (libvirt-domain.h). */
export const migrateFlag = {
  live: 1,
  peer2peer: 1 << 1,
  tunnelled: 1 << 2,
  persistDest: 1 << 3,
  undefineSource: 1 << 4,
  paused: 1 << 5,
  nonSharedDisk: 1 << 6,
  nonSharedInc: 1 << 7,
  changeProtection: 1 << 8,
  unsafe: 1 << 9,
  offline: 1 << 10,
  compressed: 1 << 11,
  abortOnError: 1 << 12,
  autoConverge: 1 << 13,
  rdmaPinAll: 1 << 14,
  postcopy: 1 << 15,
  tls: 1 << 16,
  parallel: 1 << 17,
  nonSharedSynchronousWrites: 1 << 18,
  postcopyResume: 1 << 19,
  zerocopy: 1 << 20,
} as const;

/** Flags that no ticket may open: the first bypasses the gate, the second bypasses the disk's safety. */
export const neverAllowed = migrateFlag.tunnelled | migrateFlag.unsafe;
