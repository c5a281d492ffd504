import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { hostUriPrefix } from "@novacron/protocol/domain/trust";
import { certificatesIn, isSignedBy } from "../../identity/pem.ts";
import type { CertificateFacts, IdentityFacts } from "../facts.ts";

/** Reads the identity as the agent would, and holds its parts against each other. */
export async function collectIdentity(data: string): Promise<IdentityFacts> {
  const folder = join(data, "identity");
  const keptHost = await readKeptHost(data);
  const missing = { folder, keptHost, certificate: null, keyMode: null };
  let files: readonly [string, string, string];
  try {
    files = await readAll(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const state = code === "ENOENT" ? "absent" : "unreadable";
    return { ...missing, state, problem: code };
  }
  const keyMode = await modeOf(join(folder, "key.pem"));
  try {
    return { ...missing, state: "present", problem: null, keyMode, certificate: judge(...files) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...missing, state: "damaged", problem, keyMode };
  }
}

function readAll(folder: string) {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  return Promise.all([read("key.pem"), read("cert.pem"), read("ca.pem")]);
}

function judge(keyPem: string, certificatePem: string, caPem: string): CertificateFacts {
  const certificate = new X509Certificate(certificatePem);
  const authorities = certificatesIn(caPem);
  const uri = `URI:${hostUriPrefix}`;
  const names = (certificate.subjectAltName ?? "").split(", ");
  return {
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
    hosts: names.filter((name) => name.startsWith(uri)).map((name) => name.slice(uri.length)),
    signedByCa: authorities.some((ca) => isSignedBy(certificate, ca)),
    matchesKey: certificate.checkPrivateKey(createPrivateKey(keyPem)),
  };
}

async function modeOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : (found.mode & 0o777).toString(8).padStart(3, "0");
}

async function readKeptHost(data: string): Promise<string | null> {
  try {
    const { host } = JSON.parse(await readFile(join(data, "host.json"), "utf8"));
    return typeof host === "string" ? host : null;
  } catch {
    return null;
  }
}
