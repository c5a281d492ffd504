import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Why something that a plan asked for was refused: every reason where the refusal has them. */
export function refusalText(error: unknown): string {
  if (!(error instanceof NovaError)) return "It could not be asked for";
  const { reasons } = error.details;
  return Array.isArray(reasons) && reasons.length > 0 ? reasons.join(". ") : error.message;
}
