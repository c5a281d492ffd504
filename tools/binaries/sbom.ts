import { createHash } from "node:crypto";
import type { BaseNode } from "./base-node.ts";
import type { PackageInside } from "./packages-inside.ts";

export interface SbomOf {
  readonly program: string;
  readonly version: string;
  readonly commit: string | null;
  /** Time of the commit, so that building again gives the same text. */
  readonly committedAt: string | null;
  readonly sha256: string;
  readonly base: BaseNode;
  readonly packages: readonly PackageInside[];
}

/** CycloneDX 1.6 (ECMA-424) in JSON: what is inside one binary, by package URL and licence. */
export function sbom(of: SbomOf): string {
  const { program, version, base } = of;
  const root = `${program}@${version}?arch=${base.arch}`;
  const packages = of.packages.map((one) => ({
    type: "library",
    "bom-ref": purl(one),
    name: one.name,
    version: one.version,
    purl: purl(one),
    licenses: [licenceOf(one.licence)],
  }));
  const node = nodeComponent(base);
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(`${root} ${of.sha256}`)}`,
    version: 1,
    metadata: {
      ...(of.committedAt === null ? {} : { timestamp: of.committedAt }),
      component: {
        type: "application",
        "bom-ref": root,
        name: program,
        version,
        licenses: [{ license: { id: "Apache-2.0" } }],
        hashes: [{ alg: "SHA-256", content: of.sha256 }],
        properties: [
          { name: "novacron:arch", value: `linux-${base.arch}` },
          { name: "novacron:commit", value: of.commit ?? "unknown" },
        ],
      },
    },
    components: [node, ...packages],
    dependencies: [
      { ref: root, dependsOn: [node["bom-ref"], ...packages.map((one) => one["bom-ref"])] },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Node with what is linked into it; npm's word for its contents is the checksum in the lock file. */
function nodeComponent(base: BaseNode) {
  const ref = `pkg:npm/${base.packageName}@${base.version}`;
  const { node: _, ...parts } = process.versions;
  const hash = Buffer.from(base.integrity.replace("sha512-", ""), "base64").toString("hex");
  return {
    type: "framework",
    "bom-ref": ref,
    name: base.packageName,
    version: base.version,
    purl: ref,
    licenses: [{ license: { name: "Node.js licence with those of its parts" } }],
    hashes: [{ alg: "SHA-512", content: hash }],
    components: Object.entries(parts)
      .filter((part): part is [string, string] => part[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, version]) => ({
        type: "library",
        "bom-ref": `${ref}#${name}`,
        name,
        version,
      })),
  };
}

function purl({ name, version }: PackageInside): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function licenceOf(spdx: string) {
  return /\s/.test(spdx) ? { expression: spdx } : { license: { id: spdx } };
}

/** A name-based UUID (RFC 9562, version 8): the same for the same binary. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
