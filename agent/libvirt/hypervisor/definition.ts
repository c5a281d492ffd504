import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import type { RemoteApi } from "../generated/remote-api.ts";
import { redactDomain } from "../xml/redact-domain.ts";

/** VIR_DOMAIN_XML_INACTIVE. VIR_DOMAIN_XML_SECURE is never asked for. */
const INACTIVE = 2;
const options = { timeoutMs: 10_000 };

/** Both of a machine's definitions, each without what is secret. Rejects NOT_FOUND. */
export async function readDefinition(remote: RemoteApi, id: MachineId): Promise<MachineDefinition> {
  const { dom } = await remote.domainLookupByUuid({ uuid: id }, options);
  const read = async (wanted: boolean, flags: number) => {
    if (!wanted) return null;
    const { xml } = await remote.domainGetXmlDesc({ dom, flags }, options);
    return redactDomain(xml);
  };
  const { active } = await remote.domainIsActive({ dom }, options);
  const { persistent } = await remote.domainIsPersistent({ dom }, options);
  const live = await read(active === 1, 0);
  const inactive = await read(persistent === 1, INACTIVE);
  return {
    live: live?.xml ?? null,
    inactive: inactive?.xml ?? null,
    redacted: (live?.count ?? 0) + (inactive?.count ?? 0),
  };
}
