import type { Defence } from "./defence.ts";

const rules = "control-plane/app/access/bus-rules.ts";
const gate = "control-plane/adapters/mqtt-broker/broker-gate.ts";

/** What keeps one login of the bus from acting as another, and a thief of the broker from commanding. */
export const busDefences = [
  {
    name: "bus-publish-own-host",
    guards: "An agent publishes for its own host only",
    file: rules,
    find: '  return topics[found.name].sender === "agent" && found.params.host === identity.host;',
    replace: '  return topics[found.name].sender === "agent";',
  },
  {
    name: "bus-publish-own-kind",
    guards: "Nobody but the control plane sends what it sends, and tools send nothing",
    file: rules,
    find: '  if (found === null || identity.kind !== "agent" || identity.host === null) return false;\n  return topics[found.name].sender === "agent" && found.params.host === identity.host;',
    replace: "  return found !== null;",
  },
  {
    name: "bus-hear-own-host",
    guards: "An agent hears what is said to its own host only",
    file: rules,
    find: '  if (identity.kind !== "agent") return !isNarrowed(identity) || !pattern.includes("/host/{host}/");\n',
    replace: "  if (identity.name !== null) return true;\n",
  },
  {
    name: "bus-hear-own-scope",
    guards: "A tool that was narrowed to a project or a tag hears of machines within it only",
    file: gate,
    find: "    if (!this.#options.access.mayReceive(session.identity, packetOf(packet))) return null;\n",
    replace: "    void packetOf;\n",
  },
  {
    name: "bus-hear-own-kind",
    guards: "A tool hears only what is meant for tools",
    file: rules,
    find: "  if (!receivers.some((party) => party === identity.kind)) return false;\n",
    replace: "  if (receivers.length === 0) return false;\n",
  },
  {
    name: "bus-filters-within-table",
    guards: "No filter reaches out of the topic table, such as to the broker's own topics",
    file: "control-plane/app/app.ts",
    find: "    if (mayUse(identity, action, topic)) return true;\n",
    replace: '    if (action === "subscribe" || mayUse(identity, action, topic)) return true;\n',
  },
  {
    name: "bus-will",
    guards: "A last will is for the login's own host",
    file: gate,
    find: "        if (!(await this.#mayLeaveWill(session, this.#willTopics.get(client)))) {",
    replace: "        if (session.subscriptions > 0) {",
    also: [
      {
        file: rules,
        find: '  return topics[found.name].sender === "agent" && found.params.host === identity.host;',
        replace: '  return topics[found.name].sender === "agent";',
      },
    ],
  },
  {
    name: "bus-password",
    guards: "A login needs its password",
    file: "control-plane/app/access/bus-logins.ts",
    find: "    if (row === undefined || !isRight || isBarred) {",
    replace: "    if (row === undefined || isBarred) {",
  },
  {
    name: "bus-handshake-bound",
    guards: "Connections that have not logged in are bounded for each address",
    file: "control-plane/adapters/mqtt-broker/bus-listener.ts",
    find: "      waiting >= limits.handshakesPerAddress\n",
    replace: "      waiting < 0\n",
  },
  {
    name: "command-signature",
    guards: "An agent obeys only what the control plane signed",
    file: "agent/core/obey.ts",
    find: "if (key === undefined || !trust.check.isSigned(proof.text, proof.signature, key)) {",
    replace: "if (key === undefined) {",
  },
  {
    name: "command-signed-at-all",
    guards: "An agent reads nothing that ends without a signature",
    file: "protocol/messages/parse.ts",
    find: "  const signed = row.signed === true ? splitProof(topic, text) : null;\n",
    replace:
      "  const signed = row.signed !== true ? null : splitProof(topic, text) ??\n" +
      '    { json: text, proof: { key: "", signature: "", text } };\n',
    also: [
      {
        file: "agent/core/obey.ts",
        find: "if (key === undefined || !trust.check.isSigned(proof.text, proof.signature, key)) {",
        replace: "if (trust.keys.length === 0) {",
      },
    ],
  },
  {
    name: "command-session",
    guards: "A command counts in the agent session it was made for",
    file: "agent/core/obey.ts",
    find: 'if (topic === "hostCommand" && payload.session !== trust.session) {',
    replace: 'if (topic === "hostCommand" && payload.session === "") {',
  },
  {
    name: "tunnel-ticket",
    guards: "A stream is opened by the one-time secret of its ticket",
    file: "control-plane/adapters/tunnel/ws-tunnel-hub.ts",
    find: "    if (expected === undefined || !same || !this.#isFrom(expected.host, request)) {",
    replace: "    if (expected === undefined || !this.#isFrom(expected.host, request)) {",
  },
] as const satisfies readonly Defence[];
