import type { CommandKind } from "@novacron/protocol/messages/command";
import { agentUpgrade } from "./agent-upgrade.ts";
import type { CommandHandler } from "./handler.ts";
import { hostHook } from "./host-hook.ts";
import { machineAutostart } from "./machine-autostart.ts";
import { machineCreateDemo } from "./machine-create-demo.ts";
import { machineDeleteDemo } from "./machine-delete-demo.ts";
import { machineForceOff } from "./machine-force-off.ts";
import { machinePause } from "./machine-pause.ts";
import { machineReboot } from "./machine-reboot.ts";
import { machineResume } from "./machine-resume.ts";
import { machineShutdown } from "./machine-shutdown.ts";
import { machineStart } from "./machine-start.ts";
import { migrationAbandon } from "./migration-abandon.ts";
import { migrationAdjust } from "./migration-adjust.ts";
import { migrationAdopt } from "./migration-adopt.ts";
import { migrationCheck } from "./migration-check.ts";
import { migrationDescribe } from "./migration-describe.ts";
import { migrationPerform } from "./migration-perform.ts";
import { migrationPrepare } from "./migration-prepare.ts";
import { migrationReach } from "./migration-reach.ts";
import { migrationRelease } from "./migration-release.ts";
import { migrationResume } from "./migration-resume.ts";
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
  "host.hook": hostHook,
  "migration.describe": migrationDescribe,
  "migration.check": migrationCheck,
  "migration.reach": migrationReach,
  "migration.prepare": migrationPrepare,
  "migration.perform": migrationPerform,
  "migration.adjust": migrationAdjust,
  "migration.abandon": migrationAbandon,
  "migration.adopt": migrationAdopt,
  "migration.release": migrationRelease,
  "migration.resume": migrationResume,
};

/** The handler of a kind; the map guarantees that kind and handler belong together. */
export function handlerOf<K extends CommandKind>(kind: K): CommandHandler<K> {
  return commandHandlers[kind] as unknown as CommandHandler<K>;
}
