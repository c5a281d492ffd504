import process from "node:process";
import { crashText } from "@novacron/protocol/errors/crash-text";

/** Of whatever nobody caught. Node's own text would begin with the line of source. */
export function tellCrash(error: unknown): void {
  process.stderr.write(crashText("novacron", error));
  process.exit(1);
}
