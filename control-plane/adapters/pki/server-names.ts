import { hostname, networkInterfaces } from "node:os";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";

/** What browsers, tools and agents may call this machine: its names and addresses now, and given ones. */
export function serverNames(given: readonly string[]): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    // A link-local address is worth nothing without its interface, and no certificate can name that.
    .filter(({ address }) => !/^fe80:/i.test(address))
    .map(({ address }) => address);
  const names = [controlPlaneServerName, "localhost", hostname().toLowerCase(), ...given];
  return [...new Set([...names, "127.0.0.1", "::1", ...addresses])].sort();
}
