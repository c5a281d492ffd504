import type { SecureContextOptions, TlsOptions } from "node:tls";

/** What the servers of the control plane show, and how they ask clients for a certificate. */
export interface TlsSource {
  /** For `createServer`: certificates, TLS 1.3 alone, client certificates asked for but not demanded. */
  options(): TlsOptions;
  /** Calls whenever another certificate is to be shown; with it `setSecureContext` on a running server. */
  whenChanged(run: (context: SecureContextOptions) => void): void;
}
