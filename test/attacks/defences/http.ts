import type { Defence } from "./defence.ts";

const http = "control-plane/adapters/http";

/** What keeps a page of another site, or a request that is no honest one, from harm. */
export const httpDefences = [
  {
    name: "http-foreign-origin",
    guards: "A browser's login counts for requests of our own pages only",
    file: `${http}/api-routes.ts`,
    find: '    refuseForeign(originOf(request.raw), ["foreign", "unknown"], attempted);\n',
    replace: "",
  },
  {
    name: "websocket-foreign-origin",
    guards: "Another site's page cannot open a stream with a person's cookie",
    file: `${http}/upgrade-login.ts`,
    find: '  if (origin === "foreign" || (login.via === "session" && origin === "unknown")) {',
    replace: '  if (origin === "unknown" && login.secret === "") {',
  },
  {
    name: "console-files-by-name",
    guards: "Files of the console are looked up by name and never opened by a path of a request",
    file: `${http}/console-files.ts`,
    find: "    if (file === undefined) return null;\n",
    replace:
      '    const disk = process.getBuiltinModule("node:fs");\n' +
      '    const below = [import.meta.dirname, decodeURIComponent(path)].join("/");\n' +
      "    if (file === undefined && disk.existsSync(below)) {\n" +
      "      return reply.send(disk.readFileSync(below));\n" +
      "    }\n" +
      "    if (file === undefined) return null;\n",
  },
  {
    name: "http-body-limit",
    guards: "A body larger than any route needs is not even read",
    file: `${http}/http-server.ts`,
    find: "    bodyLimit: httpLimits.bodyBytes,\n",
    replace: "    bodyLimit: 2 ** 30,\n",
  },
  {
    name: "http-header-limit",
    guards: "Headers larger than any honest ones are not read",
    file: `${http}/http-server.ts`,
    find: "    maxHeaderSize: httpLimits.headerBytes,\n",
    replace: "    maxHeaderSize: 2 ** 26,\n",
  },
  {
    name: "live-message-bounds",
    guards: "A message on the live feed is small, also once it is unpacked",
    file: "control-plane/adapters/live/ws-live-feed.ts",
    find: "      maxPayload: this.#limits.requestBytes,\n      perMessageDeflate: false,\n",
    replace: "      maxPayload: 2 ** 30,\n      perMessageDeflate: true,\n",
  },
  {
    name: "install-script-values",
    guards: "What came with a request cannot become a command in the install script",
    file: `${http}/install/reached.ts`,
    find: "  if (!hostForm.test(host)) {",
    replace: '  if (host === "") {',
    also: [
      {
        file: `${http}/install/install-script.ts`,
        find: "  if (/^[\\w .:/+=[\\]-]*$/.test(value)) return value;\n",
        replace: '  if (value !== "\\0") return value;\n',
      },
    ],
  },
  {
    name: "bus-printable-names",
    guards: "A name that was refused reaches terminals and logs without control characters",
    file: "control-plane/intake/refusal-table.ts",
    find: '  return sender.replace(/[^\\x21-\\x7e]/g, "?").slice(0, limits.senderLength) || "(none)";',
    replace: "  return sender;",
  },
] as const satisfies readonly Defence[];
