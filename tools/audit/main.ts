import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../run/stage.ts";
import { readAdvisories } from "./advisory-folder.ts";
import { argued } from "./argued.ts";
import { matches, type Result } from "./matches.ts";
import { installedPackages } from "./packages.ts";
import { askRegistry } from "./registry.ts";

/**
 * Known vulnerabilities of the dependencies: from the registry's own list, or with `--advisories FOLDER` from a copy
 * of a public list in the OSV format. Exit code 1 where one is neither mended nor argued, 2 where no list can be
 * had: that is no clean result. `--record` keeps the result beside the code.
 */
const { values } = parseArgs({
  options: {
    advisories: { type: "string" },
    source: { type: "string" },
    record: { type: "boolean", default: false },
  },
});
const today = new Date().toISOString().slice(0, 10);
process.exitCode = values.advisories === undefined ? fromRegistry() : fromFolder(values.advisories);

function fromRegistry(): number {
  const found = askRegistry();
  if (typeof found === "string") {
    say(`${today}: the list of advisories cannot be had, so nothing is known: ${found}`);
    say("Give a copy of one: --advisories FOLDER (JSON files in the OSV format)");
    return 2;
  }
  for (const { severity, module_name: name, title, url } of found) {
    say(`${severity.padEnd(9)} ${name}: ${title} ${url}`);
  }
  say(`${today}: ${found.length} known vulnerabilities, by the registry's list`);
  return found.length === 0 ? 0 : 1;
}

function fromFolder(folder: string): number {
  const { advisories, commit, date } = readAdvisories(folder);
  if (advisories.length === 0) {
    say(`${folder} holds no advisory of an npm package, so nothing is known`);
    return 2;
  }
  const packages = installedPackages();
  const found = matches(packages, advisories, argued);
  const source = values.source ?? null;
  const shipped = packages.filter((one) => one.shipped).length;
  const checked = { shipped, development: packages.length - shipped };
  const result: Result = {
    on: today,
    list: { source, commit, date, advisories: advisories.length },
    packages: checked,
    found,
  };
  for (const { id, severity, name, version, use, summary, why } of found) {
    const reason = why === null ? "" : ` (argued: ${why})`;
    say(`${severity.padEnd(9)} ${use.padEnd(11)} ${name} ${version}: ${id} ${summary}${reason}`);
  }
  if (values.record) {
    const file = join(root, "tools", "audit", "result.json");
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  }
  const open = found.filter(({ why }) => why === null).length;
  const of = `${checked.shipped} packages shipped and ${checked.development} of development`;
  say(`${today}: ${open} open, ${found.length - open} argued, in ${of}, by ${advisories.length}`);
  say(`advisories of ${source ?? folder}${date === null ? "" : ` of ${date} (${commit})`}`);
  return open === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
