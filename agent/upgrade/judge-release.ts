import {
  compareVersions,
  maxManifestBytes,
  type ReleaseArch,
  type ReleaseFile,
  type ReleaseManifest,
  releaseManifest,
  releaseSignature,
} from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Says whether an Ed25519 signature of the text is by that key; false for what is no signature or key. */
export type SignatureTest = (text: string, signature: string, key: string) => boolean;

export interface ReleaseOffer {
  readonly version: string;
  readonly manifest: string;
  readonly signature: string;
}

export interface ReleaseJudge {
  readonly ownVersion: string;
  readonly arch: ReleaseArch;
  /** Release keys that are trusted here. */
  readonly keys: readonly string[];
  readonly isSigned: SignatureTest;
}

/**
 * The manifest of an offered release where a trusted key signed it. Throws RELEASE_UNTRUSTED. Nothing of it is
 * looked at before the signature is.
 */
export function readManifest(
  offer: ReleaseOffer,
  { keys, isSigned }: Pick<ReleaseJudge, "keys" | "isSigned">,
): ReleaseManifest {
  const attempted = `trust release ${offer.version}`;
  const isText = offer.manifest.length <= maxManifestBytes;
  const isForm = isText && releaseSignature.safeParse(offer.signature).success;
  if (!isForm || !keys.some((key) => isSigned(offer.manifest, offer.signature, key))) {
    const next = "Sign the release with the key that this agent was built with";
    throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: its signature`, { next });
  }
  const manifest = releaseManifest.safeParse(parseJson(offer.manifest));
  if (!manifest.success || manifest.data.version !== offer.version) {
    throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: what was signed is another one`);
  }
  return manifest.data;
}

/** The agent's file of a release that may follow the running one. Throws RELEASE_REFUSED. */
export function fileToRun(manifest: ReleaseManifest, judge: ReleaseJudge): ReleaseFile {
  const { ownVersion, arch } = judge;
  const attempted = `upgrade from ${ownVersion} to ${manifest.version}`;
  if (compareVersions(manifest.version, ownVersion) <= 0) {
    const next = "Older versions are installed by hand, on the host: see docs/operate/upgrades.md";
    throw new NovaError("RELEASE_REFUSED", `${attempted}: it is not newer`, { next });
  }
  if (compareVersions(ownVersion, manifest.minFrom) < 0) {
    const next = `Upgrade to ${manifest.minFrom} first`;
    throw new NovaError("RELEASE_REFUSED", `${attempted}: that skips a release`, { next });
  }
  return agentFile(manifest, arch);
}

/** Throws RELEASE_REFUSED where the release has no agent for this architecture. */
export function agentFile(manifest: ReleaseManifest, arch: ReleaseArch): ReleaseFile {
  const file = manifest.files.find((one) => one.program === "novacron-agent" && one.arch === arch);
  if (file !== undefined) return file;
  throw new NovaError("RELEASE_REFUSED", `use ${manifest.version}: it has no agent for ${arch}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
