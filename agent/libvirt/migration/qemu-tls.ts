import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { QemuAuthorities } from "@novacron/protocol/domain/migration";
import { keyHashOf } from "../../identity/check-server.ts";
import { certificatesIn, isSignedBy } from "../../identity/pem.ts";
import type { Clock } from "../../ports/clock.ts";

const files = [
  "ca-cert.pem",
  "server-cert.pem",
  "server-key.pem",
  "client-cert.pem",
  "client-key.pem",
] as const;

export interface QemuTlsOptions {
  readonly host: HostId;
  readonly clock: Clock;
  /** libvirt's configuration of its QEMU driver. */
  readonly configuration: string;
  readonly seen?: (path: string) => string;
}

export interface QemuTls {
  /** What QEMU lacks for moves under TLS, in one sentence; null: ready. */
  readonly problem: string | null;
  /** Whom it believes, and who signed its own certificate; null where there is a problem. */
  readonly authorities: QemuAuthorities | null;
}

/**
 * QEMU's certificates: they lie where libvirt makes it look, are this host's, hold by its clock, and an authority that
 * it believes itself signed them.
 */
export async function readQemuTls(options: QemuTlsOptions): Promise<QemuTls> {
  const { seen = (path: string) => path, clock, host } = options;
  const text = await readFile(options.configuration, "utf8").catch(() => "");
  const folder = certificateFolder(text);
  const found = new Map<string, string>();
  for (const name of files) {
    const path = join(folder, name);
    const content = await readFile(seen(path), "utf8").catch(() => null);
    if (content === null)
      return lacking(`QEMU has no ${path}: join the host with --qemu-pki ${folder}`);
    found.set(name, content);
  }
  const trusted = authoritiesIn(found.get("ca-cert.pem") ?? "");
  for (const name of ["server-cert.pem", "client-cert.pem"]) {
    const why = faultOf(found.get(name) ?? "", { host, nowMs: clock.now(), trusted });
    if (why !== null) return lacking(`${join(folder, name)} ${why}`);
  }
  const own = new X509Certificate(found.get("server-cert.pem") ?? "");
  const issuer = trusted.find((ca) => isSignedBy(own, ca)) as X509Certificate;
  const hashes = trusted.slice(0, authoritiesMax).map(keyHashOf);
  return { problem: null, authorities: { trusted: hashes, issuer: keyHashOf(issuer) } };
}

const authoritiesMax = 8;

function lacking(problem: string): QemuTls {
  return { problem, authorities: null };
}

function authoritiesIn(pem: string): readonly X509Certificate[] {
  try {
    return certificatesIn(pem);
  } catch {
    return [];
  }
}

/** qemu.conf's `migrate_tls_x509_cert_dir`, else `default_tls_x509_cert_dir`, else libvirt's own default. */
export function certificateFolder(configuration: string): string {
  for (const name of ["migrate_tls_x509_cert_dir", "default_tls_x509_cert_dir"]) {
    const match = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, "m").exec(configuration);
    if (match?.[1] !== undefined) return match[1];
  }
  return "/etc/pki/qemu";
}

interface Expected {
  readonly host: HostId;
  readonly nowMs: number;
  readonly trusted: readonly X509Certificate[];
}

function faultOf(pem: string, { host, nowMs, trusted }: Expected): string | null {
  try {
    const certificate = new X509Certificate(pem);
    if (Date.parse(certificate.validTo) < nowMs) return "is no longer valid by this host's clock";
    if (Date.parse(certificate.validFrom) > nowMs) return "is not valid yet by this host's clock";
    if (certificate.checkHost(host) === undefined) return "does not name this host";
    if (!trusted.some((ca) => isSignedBy(certificate, ca)))
      return "is of an authority that its own ca-cert.pem does not hold";
    return null;
  } catch {
    return "is no certificate";
  }
}
