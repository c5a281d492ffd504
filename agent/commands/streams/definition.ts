import { definitionMaxBytes } from "@novacron/protocol/domain/machine-definition";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { DeviceStream } from "../../ports/hypervisor.ts";
import type { StreamOpener } from "./stream-opener.ts";

/** Read once, when it is asked for; the stream is its JSON and ends after it. */
export const definition: StreamOpener = async ({ action, hypervisor, progress }) => {
  const { machine } = action.ticket;
  const attempted = `read the definition of machine ${machine}`;
  if (hypervisor.definition === undefined) throw new NovaError("ACTION_NOT_POSSIBLE", attempted);
  progress("reading the definition");
  const text = JSON.stringify(await hypervisor.definition(machine));
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > definitionMaxBytes) {
    const details = { bytes: bytes.length, limit: definitionMaxBytes };
    throw new NovaError("ACTION_NOT_POSSIBLE", `${attempted}: it is too large`, { details });
  }
  return reading(bytes);
};

/** Nothing is listened to on the way back. */
function reading(bytes: Uint8Array): DeviceStream {
  return {
    incoming: (async function* () {
      yield bytes;
    })(),
    write: async () => undefined,
    close: async () => undefined,
  };
}
