import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { slowestFiles } from "./slowest-files.ts";
import { logs, type Outcome, report, root, runLogged, tail } from "./stage.ts";

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface VitestStage {
  readonly name: string;
  readonly project: "unit" | "simulation" | "real";
  /** Path filters; empty runs the whole project. */
  readonly paths: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs one vitest project and counts its tests; a file that cannot be loaded counts as one failure. */
export async function runVitest(stage: VitestStage): Promise<Outcome> {
  const begun = performance.now();
  const begunAt = Date.now();
  mkdirSync(logs, { recursive: true });
  const file = join(logs, `${stage.name}.json`);
  rmSync(file, { force: true });
  const command = ["vitest", "run", "--project", stage.project, "--reporter=verbose"];
  command.push("--reporter=json", `--outputFile.json=${file}`, ...stage.paths);
  const { code, output } = await runLogged(stage.name, command, stage.env);
  const seconds = (performance.now() - begun) / 1000;
  if (!existsSync(file)) {
    report(stage.name, false, seconds, ": the test runner did not finish");
    process.stdout.write(`${tail(output, 80)}\n`);
    return { name: stage.name, passed: 0, failed: 1, seconds };
  }
  const results: JsonReport = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = results.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  );
  let failed = results.numFailedTests + unloaded.length;
  if (failed === 0 && code !== 0) failed = 1;
  const none = results.numPassedTests === 0 && failed === 0;
  report(
    stage.name,
    failed === 0 && !none,
    seconds,
    `: ${results.numPassedTests} passed, ${failed} failed`,
  );
  // Of the projects only this one runs its files one after another.
  if (stage.project === "real") process.stdout.write(timesOf(results, begunAt));
  process.stdout.write(triedAgain(output));
  if (failed > 0) process.stdout.write(`${failuresOf(results)}\n${tail(output, 40)}\n`);
  return { name: stage.name, passed: results.numPassedTests, failed: none ? 1 : failed, seconds };
}

function timesOf({ testResults }: JsonReport, begunAt: number): string {
  const files = testResults.map(({ name, endTime }) => {
    return { path: name.replace(`${root}/`, ""), endedAt: endTime };
  });
  const slowest = slowestFiles(files, begunAt);
  return slowest.map(({ path, seconds }) => `  ${seconds.toFixed(1)} s  ${path}\n`).join("");
}

/** The tests that needed a second try: each waits for something that does not always come. */
function triedAgain(output: string): string {
  const lines = stripVTControlCharacters(output).split("\n");
  const found = lines.filter((line) => line.includes("(retry x")).slice(0, 20);
  return found.map((line) => `  tried again: ${line.trim()}\n`).join("");
}

function failuresOf(results: JsonReport): string {
  const lines: string[] = [];
  for (const suite of results.testResults) {
    const path = suite.name.replace(`${root}/`, "");
    if (suite.status === "failed" && suite.assertionResults.length === 0) {
      lines.push(`  ${path}: ${suite.message.slice(0, 2_000)}`);
    }
    for (const test of suite.assertionResults) {
      if (test.status !== "failed") continue;
      lines.push(
        `  ${path}: ${test.fullName}`,
        `    ${test.failureMessages.join("\n").slice(0, 2_000)}`,
      );
    }
  }
  return lines.slice(0, 200).join("\n");
}
