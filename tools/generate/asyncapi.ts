import { asyncApiDocument } from "@novacron/protocol/messages/asyncapi";
import { jsonFile } from "./json-file.ts";

/** The bus's document, from the topic table. */
export function generateAsyncApi(version: string): Map<string, string> {
  return new Map([["protocol/generated/asyncapi.json", jsonFile(asyncApiDocument(version))]]);
}
