import process from "node:process";
import { crashTeller } from "@novacron/protocol/errors/crash-text";
import { versionText } from "@novacron/protocol/version";
import { licences } from "./licences.ts";

// Before anything else is loaded, which may fail too.
process.on("uncaughtException", crashTeller("novacron-agent", process));

/**
 * Where the single binary begins. What is asked in one word is answered without loading the agent, which costs time
 * and memory.
 */
switch (process.argv[2]) {
  case "--version":
    process.stdout.write(`${versionText("novacron-agent")}\n`);
    break;
  case "--licences":
    process.stdout.write(licences());
    break;
  case "ask-hardware": {
    const { askHardware } = await import("../host/inventory/ask-hardware.ts");
    await askHardware();
    break;
  }
  case "gate": {
    const { runGate } = await import("../libvirt/gate/process/gate-program.ts");
    await runGate();
    break;
  }
  default:
    await import("../main.ts");
}
