import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { version } from "@novacron/protocol/version";
import { generateAccessPage } from "./access-page.ts";
import { generateAsyncApi } from "./asyncapi.ts";
import { generateConfigurationPage } from "./configuration-page.ts";
import { generateErrorsPage } from "./errors-page.ts";
import { generateLibvirt } from "./libvirt.ts";
import { generateMqttPage } from "./mqtt-page.ts";
import { generateOpenApi } from "./openapi.ts";

const root = join(import.meta.dirname, "..", "..");

/** Everything that is generated, path from the repository's root to content. */
export async function generateAll(): Promise<Map<string, string>> {
  return new Map([
    ...generateOpenApi(version),
    ...generateAsyncApi(version),
    ...generateAccessPage(),
    ...generateErrorsPage(),
    ...generateConfigurationPage(),
    ...generateMqttPage(),
    ...(await generateLibvirt()),
  ]);
}

/** Files whose content differs from what would be generated; absent ones too. */
export async function staleFiles(files: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, content] of files) {
    const present = await readFile(join(root, path), "utf8").catch(() => null);
    if (present !== content) stale.push(path);
  }
  return stale;
}

async function main(): Promise<void> {
  const files = await generateAll();
  const stale = await staleFiles(files);
  if (process.argv.includes("--check")) {
    for (const path of stale)
      process.stderr.write(`${path} is not as \`npm run generate\` makes it\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files.get(path) ?? "");
    process.stdout.write(`wrote ${path}\n`);
  }
}

if (import.meta.main) await main();
