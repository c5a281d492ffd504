import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";
import { SetupError } from "./setup-error.ts";

/** What is fetched from Maven's central repository; the checksum is of the very file that was tested. */
const questDb = {
  artifact: "org.questdb:questdb:9.3.4",
  file: "questdb-9.3.4.jar",
  sha256: "939bc53ab22f93dbaa6545143a6e7c536d4904c07b7f2d381e8eef10436be062",
} as const;

const cache = join(dirname(fileURLToPath(import.meta.url)), "../../.cache/questdb");

export interface ArtifactOptions {
  readonly say?: (line: string) => void;
}

/**
 * Path of the QuestDB jar; fetched by Maven and checked once. Start it with
 * `java -p JAR -m io.questdb/io.questdb.ServerMain -d DIR` (Java 17).
 */
export async function questDbJar(options: ArtifactOptions = {}): Promise<string> {
  const say = options.say ?? ((line: string) => process.stderr.write(`novacron: ${line}\n`));
  const jar = join(cache, questDb.file);
  const stamp = `${jar}.checked`;
  if (existsSync(jar) && existsSync(stamp) && readFileSync(stamp, "utf8") === questDb.sha256) {
    return jar;
  }
  say(`fetching QuestDB (${questDb.artifact}) with Maven into .cache/questdb`);
  const work = join(cache, `fetch-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    await fetchByMaven(questDb.artifact, work);
    const found = createHash("sha256")
      .update(readFileSync(join(work, questDb.file)))
      .digest("hex");
    if (found !== questDb.sha256) {
      throw new SetupError(
        `the fetched ${questDb.file} has the checksum ${found}, not the known ${questDb.sha256}`,
        "do not use it; find out where Maven got it from (settings.xml, a proxy, a mirror)",
      );
    }
    renameSync(join(work, questDb.file), jar);
    writeFileSync(stamp, found);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return jar;
}

async function fetchByMaven(artifact: string, directory: string): Promise<void> {
  const goal = ["dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`];
  try {
    await runCommand(["mvn", "-B", "-q", ...goal], { timeoutMs: 10 * 60_000 });
  } catch (cause) {
    throw new SetupError(
      `Maven could not fetch ${artifact}: ${cause instanceof Error ? cause.message : cause}`,
      "is Maven installed, and its repository reachable?",
      cause,
    );
  }
}
