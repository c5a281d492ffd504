import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loginName } from "@novacron/protocol/domain/access";
import * as ids from "@novacron/protocol/domain/ids";
import { signingKey } from "@novacron/protocol/domain/signing";
import { keyHash } from "@novacron/protocol/domain/trust";
import { listPaths } from "@novacron/tools/tidy/tree";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plantedEnv } from "../framework/planted-change.ts";
import { type DefenceName, defenceOf } from "./defences/list.ts";

const root = join(import.meta.dirname, "..", "..");

function attempt(what: string, without: DefenceName | null): unknown {
  const env = without === null ? {} : plantedEnv(defenceOf(without));
  const args = [join(import.meta.dirname, "probe.ts"), what];
  return JSON.parse(
    execFileSync(process.execPath, args, {
      encoding: "utf8",
      env: { PATH: process.env.PATH, ...env },
    }),
  );
}

describe("attacks: texts", () => {
  it.each([
    ["a machine's name brings a disk of the host", "xml-name", "xml-escaped", "XML_REFUSED"],
    ["an entity brings a file of the host", "xml-entity", "xml-no-document-type", "XML_REFUSED"],
    ["a name of two lines", "two-lines", "names-of-one-line", "BAD_REQUEST"],
  ] as const)("%s: succeeds without its defence, is refused with it", (_, what, without, code) => {
    expect(attempt(what, without)).toEqual({ succeeded: true, code: null });
    expect(attempt(what, null)).toEqual({ succeeded: false, code });
  });

  const uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const grammars = {
    hostId: [ids.hostId, uuid],
    machineId: [ids.machineId, uuid],
    operationId: [ids.operationId, uuid],
    commandId: [ids.commandId, `${uuid}:1`],
    displayName: [ids.displayName, "web-1"],
    loginName: [loginName, "anna"],
    signingKey: [signingKey, "k".repeat(43)],
    keyHash: [keyHash, "h".repeat(43)],
  } as const;
  const shell = [
    "\n",
    "\r",
    "\0",
    "\u2028",
    "; id",
    "$(id)",
    "`id`",
    "| id",
    "../",
    "%0a",
    "'",
    '"',
  ];

  it.each(Object.entries(grammars))("no line break gets past %s", (_, [schema, good]) => {
    expect(schema.safeParse(good).success).toBe(true);
    for (const line of ["\n", "\r", "\r\n", "\u0085", "\0"]) {
      for (const text of [`${good}${line}`, `${line}${good}`, `${good}${line}${good}`]) {
        expect([text, schema.safeParse(text).success]).toEqual([text, false]);
      }
    }
  });

  it("ids hold nothing that a shell or a path would understand", () => {
    fc.assert(
      fc.property(fc.constantFrom(...shell), fc.nat(36), (evil, at) => {
        const text = `${uuid.slice(0, at)}${evil}${uuid.slice(at)}`;
        for (const schema of [ids.hostId, ids.machineId, ids.operationId]) {
          expect(schema.safeParse(text).success).toBe(false);
        }
      }),
    );
  });

  it("no program of ours runs a shell, or a pattern line by line", () => {
    const found = listPaths(root)
      .filter((path) => /^(agent|control-plane|cli|protocol)\/.*\.ts$/.test(path))
      .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(root, path), "utf8");
        const shells = /\bshell:\s*(true|["'])|\bexec(Sync)?\b[^;]*from "node:child_process"/;
        const lines = /\^[^\n/]*\$\/[a-z]*m[a-z]*[.,;)]/;
        return shells.test(text) || lines.test(text) ? [path] : [];
      });
    expect(found).toEqual([]);
  });
});
