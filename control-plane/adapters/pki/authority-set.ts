import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import type { KeyStore } from "../../ports/key-store.ts";
import { hashOf, spkiOf } from "./hashes.ts";
import { type Authority, certificateName, keyName, readAuthority } from "./make-authority.ts";

/** The authorities of a fleet, of which all but `replaced` are trusted. */
export interface AuthoritySet {
  readonly signing: Authority;
  readonly next: Authority | null;
  readonly old: Authority | null;
  /** Hashes of keys that were in use once and never are again. */
  readonly replaced: readonly string[];
}

const pair = z.object({ certificate: z.string(), key: z.string() });
const kept = z.object({
  v: z.literal(1),
  signing: pair,
  next: pair.nullable(),
  old: pair.nullable(),
  replaced: z.array(z.string()),
});

/** There only once an authority was to be replaced; it counts before all else then. */
export const setName = "authorities.json";

/**
 * What a rotation left, or `first` where there was none. An authority that the configuration names counts only where
 * it is one of those: it may have been replaced since it was written there.
 */
export async function readAuthorities(
  store: KeyStore,
  first: () => Promise<Authority>,
  configured: boolean,
): Promise<AuthoritySet> {
  const text = await store.read(setName);
  if (text === null) return { signing: await first(), next: null, old: null, replaced: [] };
  const parsed = kept.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new NovaError("STORE_CORRUPT", "read the authorities of the fleet", {
      next: `Put ${setName} back from a backup; without it no host can join or renew`,
    });
  }
  const read = (one: z.infer<typeof pair> | null) =>
    one === null ? null : readAuthority(one.certificate, one.key, "data folder");
  const { signing, next, old, replaced } = parsed.data;
  const set = { signing: readAuthority(signing.certificate, signing.key, "data folder") };
  const found: AuthoritySet = { ...set, next: read(next), old: read(old), replaced };
  if (configured) refuseUnknown(found, await first());
  return found;
}

/** One file is the truth; the certificates and the key that signs lie beside it under the names they always had. */
export async function keepAuthorities(store: KeyStore, set: AuthoritySet): Promise<void> {
  const text = (one: Authority) => ({
    certificate: one.certificate.toString(),
    key: one.key.export({ format: "pem", type: "pkcs8" }).toString(),
  });
  const { signing, next, old, replaced } = set;
  const pairs = {
    signing: text(signing),
    next: next && text(next),
    old: old && text(old),
  };
  await store.write(setName, JSON.stringify({ v: 1, ...pairs, replaced }));
  await store.write(keyName, pairs.signing.key);
  const trusted = [signing, old, next].filter((one) => one !== null);
  const bundle = trusted.map(({ certificate }) => certificate.toString()).join("");
  await store.write(certificateName, bundle);
}

function refuseUnknown(set: AuthoritySet, configured: Authority): void {
  const hash = hashOfAuthority(configured);
  const known = [set.signing, set.next, set.old].filter((one) => one !== null);
  if ([...known.map(hashOfAuthority), ...set.replaced].includes(hash)) return;
  throw new NovaError("CONFIG_INVALID", "use another certificate authority than the fleet's", {
    next: "Take NOVACRON_CA_CERT out and bring it while hosts run: novacron authority begin",
  });
}

function hashOfAuthority({ certificate }: Authority): string {
  return hashOf(spkiOf(certificate.publicKey));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
