import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  Certificate,
  CertificateAuthority,
  CertificateWish,
  CheckedRequest,
  HostCertificate,
} from "../../ports/certificate-authority.ts";

/**
 * An authority without cryptography, for tests of what is decided and for the simulation: a request is
 * `request of KEY`, a certificate is readable text.
 */
export class MemoryAuthority implements CertificateAuthority {
  #issued = 0;

  caPem(): string {
    return "certificate of the memory authority";
  }

  caHash(): string {
    return "memory".padEnd(43, "-");
  }

  async readRequest(pem: string): Promise<CheckedRequest> {
    const found = /^request of (\w+)$/.exec(pem);
    if (found === null) throw new NovaError("REQUEST_REFUSED", "read a request");
    return keyOf(found[1] ?? "");
  }

  async issueHost(wish: CertificateWish): Promise<Certificate> {
    return this.#issue("host", wish);
  }

  async issueQemu(wish: CertificateWish): Promise<Certificate> {
    return this.#issue("qemu", wish);
  }

  readHostCertificate(der: Uint8Array): HostCertificate | null {
    const [kind, host, key = "", serial = "", from, to] = new TextDecoder().decode(der).split(" ");
    if (kind !== "host") return null;
    const times = { notBefore: Number(from), notAfter: Number(to) };
    return { host: hostId.parse(host), ...keyOf(key), serial, ...times };
  }

  #issue(kind: string, { host, publicKey, notBefore, notAfter }: CertificateWish): Certificate {
    this.#issued += 1;
    const serial = this.#issued.toString(16).toUpperCase();
    const key = new TextDecoder().decode(publicKey);
    return {
      pem: certificateText(kind, host, [key, serial, notBefore, notAfter]),
      serial,
      notBefore,
      notAfter,
    };
  }
}

function certificateText(kind: string, host: HostId, rest: readonly (string | number)[]): string {
  return [kind, host, ...rest].join(" ");
}

function keyOf(name: string): CheckedRequest {
  return { publicKey: new TextEncoder().encode(name), keyHash: name.padEnd(43, "-") };
}
