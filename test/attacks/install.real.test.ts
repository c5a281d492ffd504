import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";

const folder = mkdtempSync(join(tmpdir(), "novacron-install-attack-"));
const releases = join(folder, "releases");
const program = "novacron-agent-linux-x64";
/** More than the buffers of a connection take, so that who does not read keeps its place. */
const programBytes = 32 * 1024 * 1024;
makeRelease();
afterAll(() => rmSync(folder, { recursive: true }));

attacks("the installation", { env: { NOVACRON_RELEASES: releases } }, ({ attack }) => {
  attack("a Host header puts a command into the script that hosts run as root", {
    without: "install-host-grammar",
    code: "BAD_REQUEST",
    isAudited: false,
    attempt: async (target) => {
      const answer = await ask(target, "/install.sh", { host: "x'$(reboot)'y" });
      const text = await textOf(answer);
      return text.includes("url='http://x'$(reboot)'y'") ? succeeded : refused(codeOf(text));
    },
  });

  attack("a path leads out of the folder of releases", {
    without: "install-files-by-name",
    code: "NOT_FOUND",
    isAudited: false,
    attempt: async (target) => {
      const text = await textOf(await ask(target, "/install/..%2fsecret"));
      return text === "the secret" ? succeeded : refused(codeOf(text));
    },
  });

  attack("one address takes every place, and reads none of it", {
    without: "install-places",
    code: "RATE_LIMITED",
    isAudited: false,
    attempt: async (target) => {
      const held: IncomingMessage[] = [];
      try {
        for (let count = 0; count < 32; count += 1) {
          held.push(await ask(target, `/install/${program}`));
        }
        const other = await ask(target, `/install/${program}`, { from: "127.0.0.2" });
        held.push(other);
        const own = held[31];
        return other.statusCode === 429 || own?.statusCode !== 429
          ? succeeded
          : refused("RATE_LIMITED");
      } finally {
        for (const answer of held) answer.destroy();
      }
    },
  });
});

function makeRelease(): void {
  const own = join(releases, "0.1.0");
  mkdirSync(own, { recursive: true });
  writeFileSync(join(folder, "secret"), "the secret");
  writeFileSync(join(own, program), Buffer.alloc(programBytes));
  const file = { program: "novacron-agent", arch: "x64", name: program, packed: [] };
  const files = [{ ...file, sha256: "0".repeat(64), bytes: programBytes }];
  const manifest = { format: 1, version: "0.1.0", commit: null, minFrom: "0.0.0", files };
  writeFileSync(join(own, "manifest.json"), JSON.stringify(manifest));
}

/** Answers with the head; the body is not read. */
async function ask(
  target: AttackTarget,
  path: string,
  { host, from = "127.0.0.1" }: { readonly host?: string; readonly from?: string } = {},
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(target.url);
  const headers = host === undefined ? {} : { host };
  const asking = get({ host: hostname, port, path, headers, localAddress: from, agent: false });
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return text;
}

function codeOf(text: string): string {
  return (JSON.parse(text) as { readonly code: string }).code;
}
