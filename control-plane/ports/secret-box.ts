/** Seals what must be read again, so that a copy of the stores tells nothing. */
export interface SecretBox {
  /**
   * `purpose` says what it is for and whose it is, such as `totp <user id>`: it is bound to the sealed text,
   * which opens for the same purpose only, so that nobody can put one secret in another's place.
   */
  seal(purpose: string, text: string): string;
  /** SECRETS_LOCKED: not sealed by a key of ours, changed, or for another purpose. */
  open(purpose: string, sealed: string): string;
}
