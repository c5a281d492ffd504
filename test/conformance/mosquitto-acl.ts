import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { type TopicInfo, topics } from "@novacron/protocol/messages/topics";

const rows: readonly TopicInfo[] = Object.values(topics);

/**
 * The topic rules as an `acl_file` of mosquitto. An agent's user name is its host's id, so that `%u` holds
 * it to its own topics; `novacron` is the control plane; `tools` are the read-only logins.
 */
export function mosquittoAcl(tools: readonly string[]): string {
  const ofHost = rows.filter(({ pattern }) => pattern.includes("{host}"));
  const sent = ofHost.filter(({ sender }) => sender === "agent");
  const received = rows.filter(({ receivers }) => receivers.includes("agent"));
  return [
    "user novacron",
    "topic readwrite novacron/v1/#",
    ...tools.flatMap((name) => [
      "",
      `user ${name}`,
      ...integrationFilters.map((filter) => `topic read ${filter}`),
    ]),
    "",
    "# Agents",
    ...sent.map(({ pattern }) => `pattern write ${withUser(pattern)}`),
    ...received.map(({ pattern }) => `pattern read ${withUser(pattern)}`),
    "",
  ].join("\n");
}

function withUser(pattern: string): string {
  return pattern.replace("{host}", "%u");
}
