import { z } from "zod";

/** `1.2.3`, or `1.2.3-rc.1`: Semantic Versioning 2.0.0 without build metadata, each number below a million. */
export const releaseVersion = z
  .string()
  .max(64)
  .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z]+(\.[0-9A-Za-z]+){0,7})?$(?!\n)/);

export const programName = z.enum(["novacron-agent", "novacron", "novacron-server"]);
export type ProgramName = z.infer<typeof programName>;
/** As Node names them. */
export const releaseArch = z.enum(["x64", "arm64"]);
export type ReleaseArch = z.infer<typeof releaseArch>;

const fileName = z
  .string()
  .max(128)
  .regex(/^[a-z0-9][a-z0-9.-]*$(?!\n)/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$(?!\n)/);
const size = z
  .int()
  .min(1)
  .max(2 ** 30);

export const releaseFile = z.object({
  program: programName,
  arch: releaseArch,
  /** The program itself as it will lie on a disk. */
  name: fileName,
  sha256,
  bytes: size,
  /** The same, packed for the way. */
  packed: z
    .array(z.object({ name: fileName, encoding: z.enum(["zstd", "gzip"]), sha256, bytes: size }))
    .max(4),
});
export type ReleaseFile = z.infer<typeof releaseFile>;

/** What a release is: `manifest.json`, whose bytes `manifest.sig` signs. */
export const releaseManifest = z.object({
  format: z.literal(1),
  version: releaseVersion,
  commit: z.string().max(64).nullable(),
  /** The oldest version from which an agent may go to this one in one step. */
  minFrom: releaseVersion,
  files: z.array(releaseFile).min(1).max(16),
});
export type ReleaseManifest = z.infer<typeof releaseManifest>;

/** Largest `manifest.json`, bytes. */
export const maxManifestBytes = 32 * 1024;
/** An Ed25519 public key (RFC 8032): its 32 bytes in base64url. */
export const releaseKey = z.string().regex(/^[0-9A-Za-z_-]{43}$(?!\n)/);
/** `manifest.sig`: an Ed25519 signature of the bytes of `manifest.json`, 64 bytes in base64url. */
export const releaseSignature = z.string().regex(/^[0-9A-Za-z_-]{86}$(?!\n)/);

/** Below 0 where `a` is older than `b`, above where it is newer: the precedence of Semantic Versioning, clause 11. */
export function compareVersions(a: string, b: string): number {
  const [coreA = "", preA] = split(a);
  const [coreB = "", preB] = split(b);
  const byCore = compareLists(coreA.split("."), coreB.split("."));
  if (byCore !== 0) return byCore;
  if (preA === undefined || preB === undefined) {
    return (preA === undefined ? 1 : 0) - (preB === undefined ? 1 : 0);
  }
  return compareLists(preA.split("."), preB.split("."));
}

function split(version: string): readonly (string | undefined)[] {
  const dash = version.indexOf("-");
  return dash === -1 ? [version] : [version.slice(0, dash), version.slice(dash + 1)];
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareWords(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareWords(a: string, b: string): number {
  const [numberA, numberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numberA && numberB) return Number(a) - Number(b);
  // Numbers come before words.
  if (numberA !== numberB) return numberA ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
