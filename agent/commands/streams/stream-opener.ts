import type { DeviceStream } from "../../ports/hypervisor.ts";
import type { CommandContext } from "../handler.ts";

/** The near end of one kind of tunnel stream: opens what is to be carried. */
export type StreamOpener = (
  context: Pick<CommandContext<"tunnel.open">, "action" | "hypervisor" | "progress">,
) => Promise<DeviceStream>;
