import process from "node:process";
import { versionText } from "@novacron/protocol/version";
import { licences } from "./licences.ts";
import { tellCrash } from "./tell-crash.ts";

// Before anything else is loaded, which may fail too.
process.on("uncaughtException", tellCrash);

/** Where the single binary begins; what is asked in one word is answered without loading the rest. */
switch (process.argv[2]) {
  case "--version":
    process.stdout.write(`${versionText("novacron-server")}\n`);
    break;
  case "--licences":
    process.stdout.write(licences());
    break;
  default:
    await import("../main.ts");
}
