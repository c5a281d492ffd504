import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bitString, type Der, nothing, number, objectId, sequence, set, text } from "./der.ts";

/** Object identifiers: RFC 5280 appendix A.1, RFC 5758 3.2. */
const commonName = "2.5.4.3";
const ecdsaWithSha256 = "1.2.840.10045.4.3.2";

/**
 * A new key and a request signed by it (PKCS #10, RFC 2986). The subject is of no interest: the control plane
 * decides what stands in the certificate. Written out here because a library for it weighs 300 kB in a program
 * that needs it once a week.
 */
export function makeRequest(): { readonly key: string; readonly request: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    key: privateKey.export({ format: "pem", type: "pkcs8" }),
    request: pem("CERTIFICATE REQUEST", requestOf(publicKey, privateKey)),
  };
}

function requestOf(publicKey: KeyObject, privateKey: KeyObject): Der {
  const info = sequence(
    number(0),
    sequence(set(sequence(objectId(commonName), text("novacron-agent")))),
    publicKey.export({ format: "der", type: "spki" }),
    nothing(0),
  );
  const signature = sign("sha256", info, { key: privateKey, dsaEncoding: "der" });
  return sequence(info, sequence(objectId(ecdsaWithSha256)), bitString(signature));
}

function pem(label: string, der: Der): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
