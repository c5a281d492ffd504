import { fileURLToPath } from "node:url";
import { tidy } from "./tidy.ts";

const found = tidy(fileURLToPath(new URL("../..", import.meta.url)));
for (const { path, line, rule, message } of found) {
  process.stdout.write(`${path}:${line}: ${rule}: ${message}\n`);
}
process.stdout.write(found.length === 0 ? "tidy: clean\n" : `tidy: ${found.length} found\n`);
process.exitCode = found.length === 0 ? 0 : 1;
