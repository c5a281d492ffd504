export interface UpgradeOrder {
  readonly version: string;
  /** Text of `manifest.json` and of `manifest.sig`. */
  readonly manifest: string;
  readonly signature: string;
  /** Folder of the release's files at the control plane, such as `/releases/1.2.3`. */
  readonly path: string;
  readonly confirmWithinMs: number;
}

/** Puts another version of this program in place of the running one. */
export interface Upgrader {
  /** Version that runs. */
  readonly version: string;
  /** The last upgrade that was undone here; null where there is none. */
  undone(): { readonly version: string; readonly at: number; readonly why: string } | null;
  /**
   * Fetches the program, checks it and makes it the one that runs next; a moment after this resolved, the process
   * ends. Rejects RELEASE_UNTRUSTED, RELEASE_REFUSED, UNREACHABLE, DISK_FULL or CANCELLED; then all is as before.
   */
  upgrade(order: UpgradeOrder, options: UpgradeOptions): Promise<void>;
}

export interface UpgradeOptions {
  readonly signal: AbortSignal;
  readonly progress: (step: string, ratio: number | null) => void;
}
