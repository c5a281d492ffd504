import { lstatSync, readdirSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { type HostHook, hookName, hostHooksMax } from "@novacron/protocol/domain/host-hook";

const writableByOthers = 0o022;
const sticky = 0o1000;
const executable = 0o111;

/** What lies in the hooks' folder, each with why it would not be run; nothing where there is no folder. */
export function listHooks(folder: string): HostHook[] {
  return namesIn(folder)
    .filter((name) => !name.startsWith("."))
    .sort()
    .slice(0, hostHooksMax)
    .map((name) => ({ name: name.slice(0, 255), problem: hookProblem(folder, name) }));
}

/**
 * Why a hook is not run; null where it may be. It must be a plain file that nobody but root and the agent's own user can
 * change, in a folder of which the same is true all the way up: else whoever can write there could run programs as the agent.
 */
export function hookProblem(folder: string, name: string): string | null {
  if (!hookName.safeParse(name).success) {
    return "its name is not made of a-z, 0-9 and -, or is longer than 64";
  }
  const wrong = folderProblem(folder);
  if (wrong !== null) return wrong;
  const stats = look(join(folder, name));
  if (stats === null) return "there is no such file in the hooks' folder";
  if (stats.isSymbolicLink()) return "it is a symbolic link";
  if (!stats.isFile()) return "it is not a plain file";
  if (!isTrusted(stats)) return "it belongs neither to root nor to the agent's user";
  if ((stats.mode & writableByOthers) !== 0) return "others than its owner can write to it";
  return (stats.mode & executable) === 0 ? "it is not executable" : null;
}

function folderProblem(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const stats = look(at);
    if (stats === null || !stats.isDirectory()) return `${at} is not a folder`;
    if (!isTrusted(stats)) return `${at} belongs neither to root nor to the agent's user`;
    // In a folder like /tmp others may write, but replace nothing that is not theirs.
    const isShared = at !== folder && (stats.mode & sticky) !== 0;
    if ((stats.mode & writableByOthers) !== 0 && !isShared) {
      return `others than its owner can write to ${at}`;
    }
    if (dirname(at) === at) return null;
  }
}

export function isFolder(path: string): boolean {
  return look(path)?.isDirectory() === true;
}

function isTrusted({ uid }: Stats): boolean {
  return uid === 0 || uid === process.getuid?.();
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
