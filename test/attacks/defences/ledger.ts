import type { Defence } from "./defence.ts";

/** What keeps the audit log true, quotas whole and secrets shut. */
export const ledgerDefences = [
  {
    name: "audit-row-hash",
    guards: "A row of the audit log that was edited shows, whoever can write to the database",
    file: "protocol/domain/audit-chain.ts",
    find: "    if (this.#tools.digest(auditCanonical(row)) !== row.hash) {\n",
    replace: '    if (row.hash === "") {\n',
  },
  {
    name: "audit-signed-head",
    guards: "A log whose hashes were all made anew is not the one that was signed",
    file: "protocol/domain/audit-chain.ts",
    find: "      if (next.hash === row.hash) {\n",
    replace: '      if (next.hash !== "") {\n',
  },
  {
    name: "audit-anchor",
    guards: "A log without its newest rows shows, by the head that stands beside it",
    file: "control-plane/process/verify-audit.ts",
    find: "      anchored === null ? stored : [...stored, anchored],\n",
    replace: "      stored,\n",
  },
  {
    name: "audit-refusal-budget",
    guards: "Nobody fills the audit log with refusals of their own",
    file: "control-plane/app/audit/refusal-sums.ts",
    find: "    if (kind.tokens >= 1 && this.#all.tokens >= 1) {\n",
    replace: "    if (this.#summed === 0) {\n",
  },
  {
    name: "audit-plain-fields",
    guards: "Of a body only what is known to be no secret stands in the audit log",
    file: "control-plane/adapters/http/audit-trail.ts",
    find: "    if (!plainFields.has(key)) continue;\n",
    replace: "",
  },
  {
    name: "quota-of-machines",
    guards: "No project gets more machines than its quota says",
    file: "control-plane/app/projects/projects.ts",
    find: "      this.admit(id, wanted, attempted);\n",
    replace: "",
  },
  {
    name: "keys-sealed",
    guards: "Who gets a copy of the data folder or a backup has no private key of the fleet",
    file: "control-plane/adapters/seal/sealed-key-store.ts",
    find: "    if (!isPrivate(pem)) return this.#store.write(name, pem);\n",
    replace: '    if (pem !== "") return this.#store.write(name, pem);\n',
  },
] as const satisfies readonly Defence[];
