import { spawnSync } from "node:child_process";
import { root } from "../run/stage.ts";

/**
 * Known vulnerabilities of the dependencies that are shipped, from the registry's own list of advisories. Exit
 * code 1 where there are any, 2 where the list cannot be had: that is no clean result.
 */
interface Advisory {
  readonly module_name: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

interface Answer {
  readonly advisories?: Readonly<Record<string, Advisory>>;
  readonly error?: { readonly message: string };
}

const { stdout } = spawnSync("pnpm", ["audit", "--prod", "--json"], {
  cwd: root,
  encoding: "utf8",
  timeout: 120_000,
});
process.exitCode = report(answerOf(stdout));

function report({ advisories, error }: Answer): number {
  const when = new Date().toISOString().slice(0, 10);
  if (advisories === undefined) {
    const why = error?.message.split("\n")[0] ?? "no answer";
    say(`${when}: the list of advisories cannot be had, so nothing is known: ${why}`);
    return 2;
  }
  const found = Object.values(advisories);
  for (const { severity, module_name: name, title, url } of found) {
    say(`${severity.padEnd(9)} ${name}: ${title} ${url}`);
  }
  say(`${when}: ${found.length} known vulnerabilities, by the registry's list`);
  return found.length === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function answerOf(text: string | null): Answer {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return {};
  }
}
