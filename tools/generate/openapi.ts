import { openApiDocument } from "@novacron/protocol/http/openapi";
import { jsonFile } from "./json-file.ts";

/** The HTTP API's document, from the route table. */
export function generateOpenApi(version: string): Map<string, string> {
  return new Map([["protocol/generated/openapi.json", jsonFile(openApiDocument(version))]]);
}
