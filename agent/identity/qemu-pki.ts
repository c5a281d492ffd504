import { chown, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Membership } from "@novacron/protocol/http/trust";
import { writeWhole } from "./identity-files.ts";
import { makeRequest } from "./make-request.ts";

export interface QemuPkiOptions {
  /** Where QEMU looks: `migrate_tls_x509_cert_dir` of qemu.conf, /etc/pki/qemu by default. */
  readonly folder: string;
  /** Group that QEMU runs as; only root can give files to it. Null: the files stay the agent's. */
  readonly gid: number | null;
}

/**
 * Certificates of QEMU for migrations over TLS, in the layout that QEMU has: one key as server and client.
 * It is a key of its own, since every QEMU process can read it; the agent's own stays the agent's.
 */
export class QemuPki {
  readonly #options: QemuPkiOptions;

  constructor(options: QemuPkiOptions) {
    this.#options = options;
  }

  /** The request to send with an enrolment or a renewal; made once, with its key. */
  async request(newKey = false): Promise<string> {
    const kept = newKey ? null : await this.#read("request.pem");
    if (kept !== null && (await this.#read("server-key.pem")) !== null) return kept;
    const { key, request } = makeRequest();
    await this.#write("server-key.pem", key, 0o640);
    await this.#write("client-key.pem", key, 0o640);
    await this.#write("request.pem", request, 0o644);
    return request;
  }

  async write({ ca, qemuCertificate }: Membership): Promise<void> {
    if (qemuCertificate === null) return;
    await this.writeAuthorities(ca);
    await this.#write("server-cert.pem", qemuCertificate, 0o644);
    await this.#write("client-cert.pem", qemuCertificate, 0o644);
  }

  /** Whom this host's QEMU believes, before any peer shows what they signed. */
  async writeAuthorities(ca: string): Promise<void> {
    await this.#write("ca-cert.pem", ca, 0o644);
  }

  async #read(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.#options.folder, name), "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new NovaError("STORE_UNAVAILABLE", `read ${join(this.#options.folder, name)}`, {
        cause,
      });
    }
  }

  async #write(name: string, text: string, mode: number): Promise<void> {
    const { folder, gid } = this.#options;
    const path = join(folder, name);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await writeWhole(path, text, mode);
    if (gid !== null) await chown(path, -1, gid);
  }
}

/** Groups of QEMU's processes on Debian and on Fedora, then the one that both are in. */
const groupNames = ["libvirt-qemu", "qemu", "kvm"];

/** The group to give the files to: root can give to any, the agent's own user to those it is in. */
export async function qemuGroup(): Promise<number | null> {
  const own = new Set(process.getgroups?.() ?? []);
  const isRoot = process.getuid?.() === 0;
  const lines = (await readFile("/etc/group", "utf8").catch(() => "")).split("\n");
  const groups = new Map(lines.map((line) => line.split(":")).map(([name, , gid]) => [name, gid]));
  for (const name of groupNames) {
    const gid = groups.get(name);
    if (gid !== undefined && (isRoot || own.has(Number(gid)))) return Number(gid);
  }
  return null;
}
