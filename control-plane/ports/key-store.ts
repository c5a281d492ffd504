/** Where the control plane keeps its own private keys, and the certificates that belong to them. */
export interface KeyStore {
  /** The PEM text kept under the name; null where there is none. */
  read(name: string): Promise<string | null>;
  /** Kept whole or not at all, readable by nobody else. */
  write(name: string, pem: string): Promise<void>;
}
