import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostId } from "@novacron/protocol/domain/ids";
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

/**
 * What QEMU lacks for moves under TLS, in one sentence, or null: its certificates lie where libvirt makes it look, are
 * this host's, and hold by its clock.
 */
export async function qemuTlsProblem(options: QemuTlsOptions): Promise<string | null> {
  const { seen = (path: string) => path, clock, host } = options;
  const text = await readFile(options.configuration, "utf8").catch(() => "");
  const folder = certificateFolder(text);
  const found = new Map<string, string>();
  for (const name of files) {
    const path = join(folder, name);
    const content = await readFile(seen(path), "utf8").catch(() => null);
    if (content === null) return `QEMU has no ${path}: join the host with --qemu-pki ${folder}`;
    found.set(name, content);
  }
  for (const name of ["server-cert.pem", "client-cert.pem"]) {
    const why = faultOf(found.get(name) ?? "", { host, nowMs: clock.now() });
    if (why !== null) return `${join(folder, name)} ${why}`;
  }
  return null;
}

/** qemu.conf's `migrate_tls_x509_cert_dir`, else `default_tls_x509_cert_dir`, else libvirt's own default. */
export function certificateFolder(configuration: string): string {
  for (const name of ["migrate_tls_x509_cert_dir", "default_tls_x509_cert_dir"]) {
    const match = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, "m").exec(configuration);
    if (match?.[1] !== undefined) return match[1];
  }
  return "/etc/pki/qemu";
}

function faultOf(pem: string, { host, nowMs }: { host: HostId; nowMs: number }): string | null {
  try {
    const certificate = new X509Certificate(pem);
    if (Date.parse(certificate.validTo) < nowMs) return "is no longer valid by this host's clock";
    if (Date.parse(certificate.validFrom) > nowMs) return "is not valid yet by this host's clock";
    if (certificate.checkHost(host) === undefined) return "does not name this host";
    return null;
  } catch {
    return "is no certificate";
  }
}
