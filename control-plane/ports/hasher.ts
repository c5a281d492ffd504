/** Slow, salted hashing of what people choose themselves. Bounded in memory and time by the adapter. */
export interface Hasher {
  /** A self-describing text that holds algorithm, cost, salt and hash. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and for a text that is no hash. Compares in constant time. */
  verify(hash: string, password: string): Promise<boolean>;
}
