/**
 * One-time codes of authenticator apps (RFC 6238, with SHA-1, 6 digits and steps of 30 s, which is what
 * every app speaks). The MAC comes from outside, so that this decides without I/O.
 */
export type HmacSha1 = (key: Uint8Array, message: Uint8Array) => Uint8Array;

export const totpForm = {
  digits: 6,
  stepMs: 30_000,
  /** RFC 4226, section 4, R6: as long as the MAC's output. */
  secretBytes: 20,
  /** Steps either way that are taken: RFC 6238, section 5.2, allows one for delay. */
  skewSteps: 1,
} as const;

/** RFC 4226, section 5.3. */
export function totpCode(hmac: HmacSha1, key: Uint8Array, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = hmac(key, new Uint8Array(counter.buffer));
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const word = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fffffff;
  return String(word % 10 ** totpForm.digits).padStart(totpForm.digits, "0");
}

/**
 * The step whose code this is, or null. Steps up to `lastStep` are spent: a code is good once, whoever saw
 * it. Every step is compared, so that the time taken does not tell which one was near.
 */
export function spendableStep(
  code: string,
  of: {
    readonly key: Uint8Array;
    readonly lastStep: number;
    readonly nowMs: number;
    readonly hmac: HmacSha1;
    readonly same: (one: string, other: string) => boolean;
  },
): number | null {
  const present = Math.floor(of.nowMs / totpForm.stepMs);
  let found: number | null = null;
  for (let skew = -totpForm.skewSteps; skew <= totpForm.skewSteps; skew += 1) {
    const step = present + skew;
    const isIt = of.same(totpCode(of.hmac, of.key, step), code);
    if (isIt && step > of.lastStep && found === null) found = step;
  }
  return found;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}

export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = (held << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return new Uint8Array(bytes);
}

/** As authenticator apps read it from a picture. */
export function otpauthUri(secret: string, account: string): string {
  const label = `NovaCron:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=NovaCron&algorithm=SHA1&digits=6&period=30`;
}
