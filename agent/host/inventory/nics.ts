import { networkInterfaces } from "node:os";
import type { HostInventory } from "@novacron/protocol/domain/host";
import { parseNetDevNames } from "../proc/devices.ts";
import { numberAt } from "../proc/numbers.ts";
import { readOnce } from "../proc/proc-file.ts";

/** As many as the report takes. */
const limits = { nics: 512, addresses: 64 };
/** Interfaces of guests and of nothing; bridges and bonds stay, since they carry the host's addresses. */
const left = /^(lo|vnet|macvtap|tap|ifb|dummy|sit|veth|docker)/;

/** The interfaces of the host's own network namespace, with their addresses. */
export function readNics(root: string): HostInventory["nics"] {
  const addresses = networkInterfaces();
  return parseNetDevNames(readOnce(`${root}/proc/self/net/dev`) ?? "")
    .filter((name) => !left.test(name) || (name.startsWith("veth") && name in addresses))
    .slice(0, limits.nics)
    .map((name) => {
      const folder = `${root}/sys/class/net/${name}`;
      const own = addresses[name] ?? [];
      return {
        name,
        mac: readOnce(`${folder}/address`)?.trim() || (own[0]?.mac ?? null),
        // The kernel says -1 or refuses to answer where the link is down or virtual.
        speedMbit: numberAt(readOnce(`${folder}/speed`) ?? "", 0),
        addresses: own.slice(0, limits.addresses).map((one) => one.cidr ?? one.address),
      };
    });
}
