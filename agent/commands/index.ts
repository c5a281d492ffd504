import type { CommandKind } from "@novacron/protocol/messages/command";
import { agentUpgrade } from "./agent-upgrade.ts";
import type { CommandHandler } from "./handler.ts";
import { machineAutostart } from "./machine-autostart.ts";
import { machineCreateDemo } from "./machine-create-demo.ts";
import { machineDeleteDemo } from "./machine-delete-demo.ts";
import { machineForceOff } from "./machine-force-off.ts";
import { machinePause } from "./machine-pause.ts";
import { machineReboot } from "./machine-reboot.ts";
import { machineResume } from "./machine-resume.ts";
import { machineShutdown } from "./machine-shutdown.ts";
import { machineStart } from "./machine-start.ts";
import { tunnelOpen } from "./tunnel-open.ts";

type Handlers = { readonly [K in CommandKind]: CommandHandler<K> };

/** The one list of commands. A new one is a row of the protocol, a file here and a line below. */
export const commandHandlers: Handlers = {
  "machine.start": machineStart,
  "machine.shutdown": machineShutdown,
  "machine.reboot": machineReboot,
  "machine.force-off": machineForceOff,
  "machine.pause": machinePause,
  "machine.resume": machineResume,
  "machine.autostart": machineAutostart,
  "machine.create-demo": machineCreateDemo,
  "machine.delete-demo": machineDeleteDemo,
  "tunnel.open": tunnelOpen,
  "agent.upgrade": agentUpgrade,
};

/** The handler of a kind; the map guarantees that kind and handler belong together. */
export function handlerOf<K extends CommandKind>(kind: K): CommandHandler<K> {
  return commandHandlers[kind] as unknown as CommandHandler<K>;
}
