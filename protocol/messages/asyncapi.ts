import { type JsonObject, SchemaCollector } from "../json-schema.ts";
import { type TopicInfo, type TopicName, topics } from "./topics.ts";

const entries = Object.entries(topics) as [TopicName, TopicInfo][];

/** The AsyncAPI 3.0 document of the topic table, as an outside tool sees the bus. */
export function asyncApiDocument(version: string): JsonObject {
  const named = Object.fromEntries(entries.map(([name, info]) => [name, info.payload]));
  const schemas = new SchemaCollector("#/components/schemas/", named);
  const channels = Object.fromEntries(
    entries.map(([name, info]) => [name, channelOf(name, info, schemas)]),
  );
  return {
    asyncapi: "3.0.0",
    info: {
      title: "NovaCron bus",
      version,
      description:
        "MQTT 3.1.1; payloads are JSON in UTF-8. Every client logs in; a login for outside tools may " +
        "only subscribe. Delivery is at least once and never trusted: samples are repeated until the " +
        "control plane's own ack.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    channels,
    operations: operations(),
    components: { schemas: schemas.components() },
  };
}

function channelOf(name: TopicName, info: TopicInfo, schemas: SchemaCollector): JsonObject {
  const parameters = [...info.pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
  return {
    address: info.pattern,
    description: info.help,
    ...(parameters.length === 0
      ? {}
      : {
          parameters: Object.fromEntries(
            parameters.map((key) => [key, { description: `Lower-case UUID of the ${key}` }]),
          ),
        }),
    messages: {
      [name]: {
        contentType: "application/json",
        payload: schemas.schemaOf(info.payload, "output"),
      },
    },
    bindings: { mqtt: { bindingVersion: "0.2.0" } },
    "x-max-bytes": info.maxBytes,
    "x-sender": info.sender,
    ...(info.signed === true
      ? { "x-signed": "ends with proof: {key, sig}; see the rules of MQTT" }
      : {}),
    "x-receivers": [...info.receivers],
  };
}

/** In the words of AsyncAPI: what an application that follows the bus receives, and who sends it. */
function operations(): JsonObject {
  return Object.fromEntries(
    entries.flatMap(([name, info]) => {
      const shared = {
        channel: { $ref: `#/channels/${name}` },
        bindings: { mqtt: { qos: info.qos, retain: info.retain, bindingVersion: "0.2.0" } },
      };
      const sent = { action: "send", title: `${info.sender} sends ${name}`, ...shared };
      const received = info.receivers.map((party) => [
        `${party}.receives.${name}`,
        { action: "receive", title: `${party} receives ${name}`, ...shared },
      ]);
      return [[`${info.sender}.sends.${name}`, sent], ...received];
    }),
  );
}
