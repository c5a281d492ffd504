import type { ReleaseManifest } from "@novacron/protocol/domain/release";

/** A release as it lies there: read, not yet trusted. */
export interface ShelvedRelease {
  readonly manifest: ReleaseManifest;
  /** The bytes that were signed, as text. */
  readonly text: string;
  readonly signature: string;
  /** Whether a trusted release key signed it. */
  readonly trusted: boolean;
}

/** Where releases are kept for agents to fetch. */
export interface ReleaseShelf {
  /** Newest first. What cannot be read is left out. */
  list(): Promise<readonly ShelvedRelease[]>;
  /** Whether the packed programs are all there with the size and checksum of the manifest. */
  isWhole(release: ShelvedRelease): Promise<boolean>;
}
