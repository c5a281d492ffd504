import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { releaseVersion } from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { builtInReleaseKeys } from "@novacron/protocol/version";
import { FolderShelf } from "../adapters/releases/folder-shelf.ts";
import { shelveRelease, unshelveRelease } from "../adapters/releases/shelve.ts";
import { releasesFolder } from "../config/releases-folder.ts";
import type { Config } from "../config/settings.ts";

/** `release add FOLDER`, `release ls` and `release rm VERSION`: the shelf, whether the control plane runs or not. */
export async function releaseWord(words: readonly string[], config: Config): Promise<string> {
  const shelf = releasesFolder(config);
  const keys = [...builtInReleaseKeys, ...config.releaseKeys];
  const [word, subject = "", ...rest] = words;
  const isAlone = rest.length === 0;
  if (word === "add" && subject !== "" && isAlone) return add(resolve(subject), shelf, keys);
  if (word === "ls" && subject === "") return list(shelf, keys);
  if (word === "rm" && isAlone && releaseVersion.safeParse(subject).success) {
    refuseInUse(subject, resolve(config.data));
    await unshelveRelease(shelf, subject);
    return `Removed ${subject} from ${shelf}; agents that run it are not touched\n`;
  }
  throw new NovaError("CONFIG_INVALID", "read the words after release", {
    next: "Use: release add FOLDER, release ls, or release rm VERSION",
  });
}

async function add(from: string, shelf: string, keys: readonly string[]): Promise<string> {
  const { manifest, copied, absent } = await shelveRelease({ shelf, from, keys });
  const left = absent.length === 0 ? "" : `Not there, so left out: ${absent.join(", ")}\n`;
  const { version } = manifest;
  return (
    `Added ${version}, ${copied.length} files, to ${shelf}\n${left}` +
    `Upgrade the agents with: novacron upgrade start ${version}\n`
  );
}

async function list(folder: string, keys: readonly string[]): Promise<string> {
  const shelf = new FolderShelf(folder, keys);
  const releases = await shelf.list();
  if (releases.length === 0) {
    return `No release in ${folder}; add one with: release add FOLDER\n`;
  }
  let text = "";
  for (const release of releases) {
    const { version, minFrom, commit } = release.manifest;
    const signed = release.trusted ? "trusted" : "NOT TRUSTED";
    const whole = (await shelf.isWhole(release)) ? "whole" : "NOT WHOLE";
    const made = commit === null ? "" : `  commit ${commit.slice(0, 12)}`;
    text += `${version}  ${signed}  ${whole}  from ${minFrom}${made}\n`;
  }
  return text;
}

/** Hosts that have not been asked yet would find nothing. */
function refuseInUse(version: string, data: string): void {
  const path = join(data, "state.db");
  if (!existsSync(path)) return;
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const row = db.prepare("SELECT value FROM meta WHERE key = 'rollout'").get();
    const rollout = row === undefined ? null : JSON.parse(String(row.value));
    const isOpen = rollout?.state === "running" || rollout?.state === "paused";
    if (!isOpen || rollout.version !== version) return;
  } finally {
    db.close();
  }
  throw new NovaError("CONFLICT", `remove release ${version}: an upgrade to it is under way`, {
    next: "Wait until it ends, or novacron upgrade cancel",
  });
}
