import type { Defence } from "./defence.ts";

const trust = "control-plane/app/trust/fleet-trust.ts";
const decide = "control-plane/app/trust/decide-enrolment.ts";
const ca = "control-plane/adapters/pki/fleet-ca.ts";

/** A certificate counts only for the key that the host proved to hold; the second lock behind the signature. */
const anyKey = {
  file: trust,
  find: '  if (row.keyHash !== keyHash) throw new NovaError("IDENTITY_REVOKED", attempted);\n',
  replace: "",
};

/** What keeps out who does not belong to the fleet, and puts out who does not any more. */
export const identityDefences = [
  {
    name: "token-once",
    guards: "A token is good for one host",
    file: decide,
    find: "  if (token.used !== null) {\n",
    replace: '  if (token.used !== null && token.id === "") {\n',
  },
  {
    name: "token-one-transaction",
    // The pause stands for a busy machine: on an idle one each request is through before the next one comes.
    guards: "A token is looked at and used up in one transaction",
    file: trust,
    find: "    const checked: Checked = {\n",
    replace:
      "    const row = await this.#ports.committer.runWith((_draft, tx) =>\n      this.tokens.proven(tx, token.id, token.secret),\n    );\n    await new Promise((resolve) => setTimeout(resolve, 100));\n    const checked: Checked = {\n",
    also: [
      {
        file: trust,
        find: "      const row = await this.tokens.proven(tx, token.id, token.secret);\n",
        replace: "",
      },
    ],
  },
  {
    name: "token-secret",
    guards: "A token needs its secret",
    file: "control-plane/app/trust/enrolment-tokens.ts",
    find: '    const isRight = secrets.same(secrets.digest(secret), row?.hash ?? secrets.digest(""));\n',
    replace: "    const isRight = secret.length > 0;\n    void secrets;\n",
  },
  {
    name: "token-expiry",
    guards: "A token ends with its time",
    file: decide,
    find: '  if (nowMs >= token.expiresAt) return { kind: "refuse", reason: "expired" };\n',
    replace: "",
  },
  {
    name: "token-revocation",
    guards: "A token that was revoked lets nobody join",
    file: decide,
    find: '  if (token.revoked !== null) return { kind: "refuse", reason: "revoked" };\n',
    replace: "",
  },
  {
    name: "known-host-keeps-key",
    guards: "Nobody becomes a host that is known by a key of their own",
    file: decide,
    find: '  return { kind: "wait" };\n',
    replace: '  return { kind: "enrol", repeat: false };\n',
  },
  {
    name: "certificate-signature",
    guards: "A certificate is signed by the fleet's authority",
    file: "control-plane/adapters/pki/certificate-signer.ts",
    find: "    return certificate.verify(this.certificate.publicKey);\n",
    replace: "    return true;\n",
    also: [anyKey],
  },
  {
    name: "certificate-kind",
    guards: "QEMU's certificate, which guests that break out can read, stands for no host",
    file: ca,
    find: "    const host = hostOf(found);\n",
    replace:
      "    const host = (/qemu-(.{36})/.exec(found.subject)?.[1] ?? hostOf(found)) as HostId;\n",
    also: [anyKey],
  },
  {
    name: "certificate-not-password",
    guards: "A host that joined by certificate speaks by nothing else",
    file: "control-plane/app/access/bus-logins.ts",
    find: "    if (this.#ports.needsCertificate(host)) return false;\n",
    replace: "",
  },
  {
    name: "revocation-cuts",
    guards: "Revocation ends what is open",
    file: trust,
    find: '    await this.cut(host, "revoked");\n',
    replace: "",
  },
  {
    name: "clone-watch",
    guards: "A copied identity is told, and then nobody is obeyed by it",
    file: trust,
    find: "    if (copies !== null) await this.#cloned(host, copies);\n",
    replace: "",
  },
  {
    name: "first-contact-pin",
    guards: "The first contact goes to the fleet that the token names",
    file: "agent/identity/first-contact.ts",
    find: "      if (keyHashOf(shown) !== caHash) continue;\n",
    replace: '      if (keyHashOf(shown) === "") continue;\n',
    also: [
      {
        file: "agent/identity/first-contact.ts",
        find: "    for (const shown of chainOf(socket)) {\n",
        replace: "    for (const shown of chainOf(socket).reverse()) {\n      void caHash;\n",
      },
    ],
  },
] as const satisfies readonly Defence[];
