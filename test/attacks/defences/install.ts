import type { Defence } from "./defence.ts";

const install = "control-plane/adapters/http/install";

/** What keeps the installation of hosts, which anybody may fetch, from becoming a way in. */
export const installDefences = [
  {
    name: "install-host-grammar",
    guards: "Nothing of a request becomes a command in the script that hosts run as root",
    file: `${install}/reached.ts`,
    find: "  if (!hostForm.test(host)) {",
    replace: "  if (host.length > 10_000 && !hostForm.test(host)) {",
    also: [
      {
        file: `${install}/install-script.ts`,
        find: "  if (/^[\\w .:/+=[\\]-]*$/.test(value)) return value;",
        replace: "  if (value.length < 10_000) return value;",
      },
    ],
  },
  {
    name: "install-files-by-name",
    guards:
      "Programs are looked up in the release's manifest and never opened by a path of a request",
    file: `${install}/register.ts`,
    find: "    const file = release?.files.get(request.params.file);\n",
    replace:
      "    const name = request.params.file;\n" +
      "    const path = [install.releases, name].join('/');\n" +
      "    const { size: bytes } = await (await import('node:fs')).promises.stat(path);\n" +
      "    const file = { name, path, sha256: '', bytes };\n",
  },
  {
    name: "install-places",
    guards: "One address cannot take all places for downloads and keep other hosts from joining",
    file: `${install}/download-slots.ts`,
    find: " || own >= atOncePerAddress) return null;",
    replace: ") return null;",
  },
] as const satisfies readonly Defence[];
