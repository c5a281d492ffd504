import type { JsonObject } from "@novacron/protocol/json-schema";

/** The OpenAPI document as one page of HTML, without any script. */
export function apiPage(document: JsonObject): string {
  const { title, version, description } = objectAt(document, "info");
  const groups = operationsByTag(objectAt(document, "paths"));
  const schemas = Object.entries(objectAt(objectAt(document, "components"), "schemas"));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} API ${escaped(version)}</title>
<link rel="stylesheet" href="/api/page.css"></head><body>
<h1>${escaped(title)} API ${escaped(version)}</h1>
<p class="note">${escaped(description)} The same as a document:
<a href="/openapi.json">/openapi.json</a>. Log in with
<code>Authorization: Bearer TOKEN</code>; a token comes from the console or
<code>novacron login</code>.</p>
<nav>${[...groups.keys()].map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join("")}
<a href="#schemas">schemas</a></nav>
${[...groups].map(([tag, items]) => groupOf(tag, items)).join("\n")}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaOf(name, schema)).join("\n")}
</body></html>
`;
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

function operationsByTag(paths: JsonObject): Map<string, Listed[]> {
  const groups = new Map<string, Listed[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, value] of Object.entries(methods as JsonObject)) {
      const operation = value as JsonObject;
      const tag = String((operation.tags as string[])[0]);
      const items = groups.get(tag) ?? [];
      items.push({ method, path, operation });
      groups.set(tag, items);
    }
  }
  return groups;
}

function groupOf(tag: string, items: readonly Listed[]): string {
  return `<h2 id="${escaped(tag)}">${escaped(tag)}</h2>\n${items.map(operationOf).join("\n")}`;
}

function operationOf({ method, path, operation }: Listed): string {
  const parameters = operation.parameters as JsonObject[];
  const body = schemaIn(operation.requestBody as JsonObject | undefined);
  const responses = Object.entries(operation.responses as JsonObject);
  return `<details id="${escaped(operation.operationId)}"><summary>
<span class="verb">${escaped(method.toUpperCase())}</span> <code>${escaped(path)}</code><br>
${escaped(operation.summary)} <span class="note">(${escaped(operation["x-privilege"])})</span>
</summary><div>
${parameters.length === 0 ? "" : `<h3>Parameters</h3><table>${parameters.map(parameterOf).join("")}</table>`}
${body === null ? "" : `<h3>Body</h3>${jsonOf(body)}`}
<h3>Answers</h3><table>${responses.map(responseOf).join("")}</table>
</div></details>`;
}

function parameterOf(parameter: JsonObject): string {
  const need = parameter.required === true ? "required" : "optional";
  return `<tr><td><code>${escaped(parameter.name)}</code></td>
<td class="note">${escaped(parameter.in)}, ${need}</td>
<td><code>${escaped(JSON.stringify(parameter.schema)).slice(0, 600)}</code></td></tr>`;
}

function responseOf([status, value]: [string, unknown]): string {
  const response = value as JsonObject;
  const schema = schemaIn(response);
  const shown = schema === null || Number(status) >= 400 ? "" : jsonOf(schema);
  return `<tr><td><code>${escaped(status)}</code></td><td>${escaped(response.description)}${shown}</td></tr>`;
}

function schemaOf(name: string, schema: unknown): string {
  return `<details id="schema-${escaped(name)}"><summary><code>${escaped(name)}</code></summary>
<div>${jsonOf(schema as JsonObject)}</div></details>`;
}

function schemaIn(holder: JsonObject | undefined): JsonObject | null {
  if (holder?.content === undefined) return null;
  const json = objectAt(holder.content as JsonObject, "application/json");
  return objectAt(json, "schema");
}

function jsonOf(schema: JsonObject): string {
  const text = escaped(JSON.stringify(schema, null, 2));
  const link = /&quot;#\/components\/schemas\/(\w+)&quot;/g;
  return `<pre>${text.replace(link, '<a href="#schema-$1">$1</a>')}</pre>`;
}

function objectAt(holder: JsonObject, key: string): JsonObject {
  return (holder[key] ?? {}) as JsonObject;
}

function escaped(value: unknown): string {
  return String(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
