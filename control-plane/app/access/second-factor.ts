import type { SecretBox } from "../../ports/secret-box.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { UserRow } from "../../ports/state-store.ts";
import { base32, fromBase32, spendableStep, totpForm } from "./totp.ts";

export const recoveryCodeCount = 10;
/** 80 random bits: long enough that a fast digest protects them. */
const recoveryBytes = 10;
const appCode = /^[0-9]{6}$/;

export interface CodeChecking {
  readonly secrets: Secrets;
  readonly sealing: SecretBox;
  readonly nowMs: number;
}

/** What sealed secrets of authenticator apps are for. */
export const totpPurpose = (user: string): string => `second-factor ${user}`;

/** The account after it spent this code of its app or recovery code; null where it is not a good one. */
export function spendCode(user: UserRow, code: string, by: CodeChecking): UserRow | null {
  const { totp } = user;
  if (totp === null) return null;
  if (!appCode.test(code)) return spendRecoveryCode(user, code, by.secrets);
  const step = stepOf(user.id, totp, code, by);
  return step === null ? null : { ...user, totp: { ...totp, lastStep: step } };
}

/** The account with the app it began to set up, confirmed by its first code; null where that is wrong. */
export function confirmApp(user: UserRow, code: string, by: CodeChecking): UserRow | null {
  if (user.pendingTotp === null || !appCode.test(code)) return null;
  const totp = { secret: user.pendingTotp.secret, lastStep: 0 };
  const step = stepOf(user.id, totp, code, by);
  return step === null ? null : { ...user, pendingTotp: null, totp: { ...totp, lastStep: step } };
}

export function newAppSecret(secrets: Secrets): string {
  return base32(secrets.bytes(totpForm.secretBytes));
}

/** Codes as people write them down, and the digests that are kept. */
export function newRecoveryCodes(secrets: Secrets): {
  readonly shown: string[];
  readonly kept: string[];
} {
  const codes = Array.from({ length: recoveryCodeCount }, () =>
    base32(secrets.bytes(recoveryBytes)),
  );
  return {
    shown: codes.map((code) => code.replace(/(.{4})(?=.)/g, "$1-")),
    kept: codes.map((code) => secrets.digest(code)),
  };
}

function stepOf(
  user: string,
  totp: NonNullable<UserRow["totp"]>,
  code: string,
  { secrets, sealing, nowMs }: CodeChecking,
): number | null {
  const key = fromBase32(sealing.open(totpPurpose(user), totp.secret));
  return spendableStep(code, {
    key,
    lastStep: totp.lastStep,
    nowMs,
    hmac: (of, message) => secrets.hmacSha1(of, message),
    same: (one, other) => secrets.same(one, other),
  });
}

function spendRecoveryCode(user: UserRow, code: string, secrets: Secrets): UserRow | null {
  const digest = secrets.digest(code);
  const matches = user.recovery.map((kept) => secrets.same(kept, digest));
  const at = matches.indexOf(true);
  return at < 0 ? null : { ...user, recovery: user.recovery.filter((_, index) => index !== at) };
}
