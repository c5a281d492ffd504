import type { Defence } from "./defence.ts";

const upgrade = "agent/upgrade";
const shelf = "control-plane/adapters/releases";

/** What keeps a program that the fleet's owner did not make from becoming the agent. */
export const releaseDefences = [
  {
    name: "agent-release-signature",
    guards:
      "An agent becomes only what a release key signed that was built into it or that its host names",
    file: `${upgrade}/judge-release.ts`,
    find: "  if (!isForm || !keys.some((key) => isSigned(offer.manifest, offer.signature, key))) {",
    replace: "  if (!isForm || keys.length > 10_000) {",
  },
  {
    name: "agent-release-name",
    guards: "The manifest of one release does not stand for another",
    file: `${upgrade}/judge-release.ts`,
    find: "  if (!manifest.success || manifest.data.version !== offer.version) {",
    replace: "  if (!manifest.success) {",
  },
  {
    name: "agent-release-newer",
    guards: "An agent never goes back to a release with holes that are known",
    file: `${upgrade}/judge-release.ts`,
    find: "  if (compareVersions(manifest.version, ownVersion) <= 0) {",
    replace: "  if (manifest.version === ownVersion) {",
  },
  {
    name: "agent-program-hash",
    guards: "The program is byte for byte what was signed, on its way and at each start",
    file: `${upgrade}/program-folder.ts`,
    find: "    if ((await hashOf(path)) !== sha256) {",
    replace: "    if (sha256.length !== 64) {",
    also: [
      {
        file: `${upgrade}/fetch-program.ts`,
        find: '  if (hash.digest("hex") === sha256) return;',
        replace: '  if (hash.digest("hex").length === sha256.length) return;',
      },
    ],
  },
  {
    name: "agent-download-bound",
    guards: "No more is ever written to a host's disk than was signed",
    file: `${upgrade}/fetch-program.ts`,
    find: "      if (bytes > limit) {",
    replace: "      if (bytes > limit * 2 ** 20) {",
  },
  {
    name: "shelf-signature",
    guards: "No host is asked to become what no trusted key signed",
    file: `${shelf}/read-release.ts`,
    find: "    const trusted = isForm && keys.some((key) => isSigned(text, signature, key));",
    replace: "    const trusted = isForm || keys.some((key) => isSigned(text, signature, key));",
  },
  {
    name: "shelf-file-hash",
    guards: "No host is sent to fetch a file that was changed on the shelf",
    file: `${shelf}/folder-shelf.ts`,
    find: "      if (file === null || (await hashOf(file)) !== sha256) return false;",
    replace:
      "      if (file === null || (await hashOf(file)).length !== sha256.length) return false;",
  },
  {
    name: "shelf-no-links",
    guards: "What a link on the shelf points at is not handed to everybody",
    file: "control-plane/shelf/regular-file.ts",
    find: " | constants.O_NOFOLLOW",
    replace: "",
  },
  {
    name: "release-files-by-name",
    guards:
      "Files of a release are looked up in its manifest and never opened by a path of a request",
    file: "control-plane/adapters/http/install/register.ts",
    find: "    const file = (await releases.of(request.params.version))?.files.get(request.params.file);\n",
    replace:
      "    const { version, file: name } = request.params;\n" +
      "    const path = [install.releases, version, name].join('/');\n" +
      "    const { size: bytes } = await (await import('node:fs')).promises.stat(path);\n" +
      "    const file = { name, path, sha256: '', bytes };\n",
  },
  {
    name: "release-file-name",
    guards: "A manifest names files of its own folder and no others",
    file: "protocol/domain/release.ts",
    find: "  .regex(/^[a-z0-9][a-z0-9.-]*$(?!\\n)/);",
    replace: ";",
  },
  {
    name: "release-add-signature",
    guards: "Only what a trusted key signed comes to the shelf",
    file: `${shelf}/shelve.ts`,
    find: "  if (release.trusted) return release;",
    replace: "  if (keys.length < 10_000) return release;",
  },
  {
    name: "release-add-hash",
    guards: "A file that is not what was signed does not come to the shelf",
    file: `${shelf}/shelve.ts`,
    find: '  if (hash.digest("hex") === file.sha256) return;',
    replace: '  if (hash.digest("hex").length === file.sha256.length) return;',
  },
  {
    name: "release-add-newer",
    guards: "An older release, with holes that are known, is not put beside newer ones unseen",
    file: `${shelf}/shelve.ts`,
    find: "  if (newest !== undefined && compareVersions(version, newest) < 0) {",
    replace: "  if (newest === version) {",
  },
] as const satisfies readonly Defence[];
