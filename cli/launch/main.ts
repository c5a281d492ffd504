import process from "node:process";
import { crashTeller } from "@novacron/protocol/errors/crash-text";
import { versionText } from "@novacron/protocol/version";
import { licences } from "./licences.ts";

// Before anything else is loaded, which may fail too.
process.on("uncaughtException", crashTeller("novacron", process));

/** Where the single binary begins; what is asked in one word is answered without loading the rest. */
switch (process.argv[2]) {
  case "--version":
    process.stdout.write(`${versionText("novacron")}\n`);
    break;
  case "--licences":
    process.stdout.write(licences());
    break;
  default:
    await import("../main.ts");
}
