import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type ConfigSources, readConfig } from "../config/read-config.ts";
import type { Clock } from "../ports/clock.ts";
import { makeBackup } from "./backup/make-backup.ts";
import { restoreBackup } from "./backup/restore-backup.ts";
import { releaseWord } from "./release-words.ts";
import { rotateSecrets } from "./rotate-secrets.ts";
import { masterKey, openSecretBox } from "./secret-keys.ts";
import { verifyAudit } from "./verify-audit.ts";

/** Options of each word; every setting is understood beside them. */
const words = {
  backup: { to: { type: "string" }, encrypt: { type: "boolean" }, "with-key": { type: "boolean" } },
  restore: { from: { type: "string" } },
  "rotate-secrets": { "new-key": { type: "boolean" } },
  "audit-verify": {},
  release: {},
} as const;
type Word = keyof typeof words;

export function isWord(text: string | undefined): text is Word {
  return text !== undefined && Object.hasOwn(words, text);
}

/** Does what is asked instead of a start; gives the text to print. */
export async function runWord(word: Word, sources: ConfigSources, clock: Clock): Promise<string> {
  const about = word === "release" ? untilFlag(sources.args) : [];
  const { own, rest } = splitArgs(word, sources.args.slice(about.length));
  const { config } = readConfig({ ...sources, args: rest });
  const data = resolve(config.data);
  const nowMs = clock.now();
  const keyed = { data, mayMake: false };
  const openBox = () => {
    // Only a start makes a data folder: a wrong path must not leave keys in it.
    if (!existsSync(data)) throw new NovaError("NOT_FOUND", `find the data folder ${data}`);
    return openSecretBox(config, { data, nowMs });
  };
  switch (word) {
    case "backup": {
      const secret = own.encrypt === true ? await masterKey(config, keyed) : null;
      const more = { secret, withKey: own["with-key"] === true, nowMs };
      const to = needed(own.to, "--to");
      const made = await makeBackup({ data, to, sealing: await openBox(), ...more });
      const bytes = made.files.reduce((total, file) => total + file.bytes, 0);
      const key = more.withKey ? "" : "The secret key is not in it: keep that elsewhere.\n";
      return `Backed up ${made.files.length} files, ${bytes} bytes, to ${to}\n${key}`;
    }
    case "restore": {
      const from = needed(own.from, "--from");
      const secret = () => masterKey(config, keyed);
      const { epoch, operations, manifest } = await restoreBackup({
        data,
        from,
        keys: config,
        secret,
        nowMs,
      });
      const made = new Date(manifest.createdAt).toISOString();
      return (
        `Restored the backup of ${made} into ${data} as epoch ${epoch}\n` +
        `Operations that were open and need a look: ${operations}\n` +
        "Stop the old control plane; start this one, and the hosts come back by themselves.\n"
      );
    }
    case "rotate-secrets": {
      const newKey = own["new-key"] === true;
      const { secrets } = await rotateSecrets({ data, keys: config, newKey, nowMs });
      return `Sealed ${secrets} secrets anew${newKey ? ", under a new secret key" : ""}\n`;
    }
    case "release":
      return await releaseWord(about, config);
    case "audit-verify": {
      const { faults, rows, signedUpTo, head } = await verifyAudit(data, await openBox());
      const said = `${rows} rows, signed up to ${signedUpTo}, head ${head}\n`;
      if (faults.length === 0) return `The audit log is whole: ${said}`;
      const lines = faults.map((one) => `row ${one.seq ?? "-"}: ${one.what}: ${one.text}`);
      throw new NovaError("STORE_CORRUPT", "verify the audit log", {
        details: { faults: lines, log: said.trim() },
      });
    }
  }
}

function untilFlag(args: readonly string[]): readonly string[] {
  const first = args.findIndex((text) => text.startsWith("-"));
  return first === -1 ? args : args.slice(0, first);
}

function splitArgs(word: Word, args: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: words[word],
    strict: false,
    tokens: true,
  });
  const mine = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== "option" || !Object.hasOwn(words[word], token.name)) continue;
    mine.add(token.index);
    if (token.value !== undefined && token.inlineValue === false) mine.add(token.index + 1);
  }
  const own = values as Readonly<Record<string, string | boolean | undefined>>;
  return { own, rest: args.filter((_, index) => !mine.has(index)) };
}

function needed(value: string | boolean | undefined, flag: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new NovaError("CONFIG_INVALID", `read the flags: ${flag} is missing`, {
    next: "See --help",
  });
}
