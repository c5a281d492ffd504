import { spawnSync } from "node:child_process";
import { root } from "../run/stage.ts";

export interface RegistryAdvisory {
  readonly module_name: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

interface Answer {
  readonly advisories?: Readonly<Record<string, RegistryAdvisory>>;
  readonly error?: { readonly message: string };
}

/** What the registry says of the packages that are shipped, or why it says nothing. */
export function askRegistry(): readonly RegistryAdvisory[] | string {
  const { stdout } = spawnSync("pnpm", ["audit", "--prod", "--json"], {
    cwd: root,
    encoding: "utf8",
    timeout: 120_000,
  });
  const { advisories, error } = answerOf(stdout);
  if (advisories !== undefined) return Object.values(advisories);
  return error?.message.split("\n")[0] ?? "no answer";
}

function answerOf(text: string | null): Answer {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return {};
  }
}
