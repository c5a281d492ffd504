import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { emqxAcl, mosquittoAcl } from "@novacron/protocol/messages/mosquitto";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { withProof } from "@novacron/protocol/messages/proof";
import {
  type TopicInfo,
  type TopicName,
  topicFor,
  topics,
} from "@novacron/protocol/messages/topics";
import { exampleIds, integrationExamples } from "@novacron/test/conformance/examples";
import { generatedNote, markdownTable } from "./markdown.ts";

/** docs/operate/mqtt.md: how to follow the fleet, from the topic table and messages that are checked. */
export function generateMqttPage(): Map<string, string> {
  const text = [
    generatedNote,
    intro,
    "## Topics\n\n",
    topicTable(),
    "\nThe schema of each payload is in [asyncapi.json](../../protocol/generated/asyncapi.json).\n",
    rules,
    "\n## What the messages look like\n",
    ...Object.keys(integrationExamples).map((name) => exampleOf(name as TopicName)),
    external,
  ];
  return new Map([["docs/operate/mqtt.md", text.join("")]]);
}

const filters = integrationFilters.map((filter) => `  -t '${filter}'`).join(" \\\n");

const intro = `# Following the fleet by MQTT

NovaCron's bus is MQTT 3.1.1, and outside tools may read it. The embedded broker listens on
\`NOVACRON_MQTT_LISTEN\` (127.0.0.1:8471 by default); nobody connects without a login.

Make a read-only login; its password is shown once, with a line like the next one to paste:

\`\`\`sh
novacron mqtt user add grafana
\`\`\`

Then follow the machines of the fleet, wherever they run:

\`\`\`sh
mosquitto_sub -h 127.0.0.1 -p 8471 -u grafana -P PASSWORD -q 1 -v -t 'novacron/v1/fleet/#'
\`\`\`

Where the broker's address begins with \`mqtts:\`, tools are given the certificate of the fleet's authority
(\`--cafile ca.pem\`): \`pki/ca.pem\` of the data folder, or \`GET /api/v1/trust\`.

Or everything that is open to an outside tool:

\`\`\`sh
mosquitto_sub -h 127.0.0.1 -p 8471 -u grafana -P PASSWORD -q 1 -v \\
${filters}
\`\`\`

With \`--project shop\` or \`--tag db\` a login hears of the machines within alone: their \`fleet/machine\` topics, and of \`fleet/operation\` and
\`fleet/record\` what is about them, retained or by a wildcard as well; of hosts, whose words are about all of their machines, nothing.
Project and tags count as they are at each message, so a machine that leaves is silent from then on: what was told of it before
stays with who heard it. This is the embedded broker's doing. The logins of an external broker are its own and not narrowed.

\`novacron mqtt user rm grafana\` ends the login and its connections at once.

`;

const rules = `
## Rules

- The major version stands in the topic. Within it fields are only added: ignore those you do not know.
- Payloads are JSON in UTF-8. Times are milliseconds since 1970, UTC. A number that is not known is
  \`null\`, which is never zero.
- A retained message is the state as it is now and arrives right after the subscription. A retained
  \`fleet/machine\` topic with an empty payload says that the machine is gone.
- A read-only login may subscribe to the filters above and to narrower ones. Wider ones, such as
  \`novacron/v1/#\`, are refused, since commands and acks lie below them. It may publish nothing.
- Delivery is at least once while connected. Sessions are always clean: what was sent while you were away
  is not kept, but the retained state is, and the HTTP API answers for the past.
- A subscriber that does not read fast enough loses live messages rather than slow the fleet down; the
  console's system page counts them by login as \`slow-consumer\`.
- The embedded broker keeps retained messages in memory. After a restart of the control plane agents
  report again and the control plane sends its facts again.
- Batches repeat until the control plane has stored them: \`(host, boot, seq)\` names one for ever, so a
  consumer that must not count twice remembers the highest \`seq\` of a boot.
- What agents are to obey ends with \`proof\`, the control plane's Ed25519 signature over the topic, a line feed
  and the JSON before it. Whoever holds the broker can read, withhold and repeat; no agent obeys what was not
  signed for it and for its present session. \`control/status\` has one too; outside tools may ignore it.
- With an external broker a last will may arrive after its host is online again, through another
  connection; compare \`session\`. The embedded broker leaves such a will out.
`;

const external = `
## With a broker of your own

Set \`NOVACRON_MQTT_URL\` for the control plane, with its user and password. NovaCron then opens no broker, and logins
are the broker's business. An agent's user name is its host's id, which holds it to its own topics; it needs the
keys in \`agent-signing-keys.json\` of the control plane's data folder as \`NOVACRON_SIGNING_KEYS\`, unless it
joined and has them from there. Who holds the broker can read, withhold and repeat; agents obey only what the control
plane signed for their present session.

### mosquitto

\`\`\`sh
novacron mqtt mosquitto ./mosquitto --tool grafana
\`\`\`

writes \`mosquitto.conf\`, the rules, the fleet's CA and the list of what is revoked, and says what to do with them: one listener for the control
plane and tools with logins, one for agents with the certificates that the fleet's CA gave them
(\`use_identity_as_username\`: the common name is the host's id), both over TLS 1.3. mosquitto 2.0 or newer.

A revoked host is not heard by the control plane from that moment on. The broker learns of it from

\`\`\`sh
novacron mqtt mosquitto-refresh /etc/mosquitto/novacron --pid-file /run/mosquitto.pid
\`\`\`

on its machine, each minute by a timer, with \`NOVACRON_URL\`, \`NOVACRON_CA\` and an API token that may see hosts. It writes
\`crl.pem\` (every certificate of the host that has not ended, of forgotten hosts too), \`ca.pem\`, and the revoked hosts at the end of
\`acl\`, each whole or not at all, and sends SIGHUP to that process where it is a mosquitto. From then on the host cannot connect, and
what it has open passes nothing (mosquitto ends no connection of its own accord). Run it once more right after a revocation
that cannot wait. A list is good for 30 days: **a broker whose list is older than that lets no host in**, so watch that the timer runs.
Lists of an older control plane (a backup) may be shorter: revoke again what was revoked since.

The rules, with the control plane as \`novacron\` and one outside tool:

\`\`\`
${mosquittoAcl(["grafana"]).trim()}
\`\`\`

### EMQX

Not tried by us; the same rules in EMQX's own words. An mTLS listener with \`verify = verify_peer\`,
\`fail_if_no_peer_cert = true\`, \`cacertfile\` the fleet's CA and \`peer_cert_as_username = cn\`; password logins on
another listener. Against a revoked host, in EMQX's words: ban its user name, which is the host's id (\`POST /api/v5/banned\` with
\`{"as": "username", "who": "HOST"}\`), and kick its client out (\`DELETE /api/v5/clients/CLIENT\`); \`GET /api/v1/revocations\` of the control
plane lists the hosts. EMQX's own check of revocation lists (\`enable_crl_check = true\`) fetches them from an address that stands in
each certificate, and wants a list that names it; ours hold none, so leave it off: with it on EMQX may let no host in. All of this
is from EMQX's documentation (5.8), and untried. \`authorization.no_match = deny\`, \`mqtt.max_packet_size = 16MB\`, and in \`acl.conf\`:

\`\`\`
${emqxAcl(["grafana"]).trim()}
\`\`\`

Whether a broker does all that NovaCron needs can be tried: \`test/conformance\` holds mosquitto and the
embedded broker to the same suite.
`;

function topicTable(): string {
  const rows = Object.values(topics).map((info: TopicInfo) => [
    `\`${info.pattern}\``,
    info.sender,
    info.receivers.map((party) => (party === "integration" ? "outside tools" : party)).join(", "),
    info.retain ? "yes" : "no",
    String(info.qos),
    info.help,
  ]);
  return markdownTable(["Topic", "Sent by", "For", "Retained", "QoS", "What it is"], rows);
}

const exampleProof = { key: "MCowBQYDK2Vw", signature: "signature" };

function exampleOf(name: TopicName): string {
  const topic = topicFor(name, exampleIds);
  const payload = integrationExamples[name];
  const info: TopicInfo = topics[name];
  const json = JSON.stringify(payload);
  const text = info.signed === true ? withProof(json, exampleProof) : json;
  const checked = parseMessage(topic, text, text.length);
  if (!checked.ok) throw new Error(`the example of ${name} is not true: ${checked.detail}`);
  const shown = JSON.stringify(JSON.parse(text), null, 2);
  return `\n### ${topics[name].help}\n\n\`${topic}\`\n\n\`\`\`json\n${shown}\n\`\`\`\n`;
}
