import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationFinding } from "@novacron/protocol/domain/migration";

/** An agent knows the other host of a move by its id; people know it by its name. */
export function nameHosts(
  findings: readonly MigrationFinding[],
  hosts: readonly { readonly id: HostId; readonly name: string }[],
): MigrationFinding[] {
  const named = (text: string) =>
    hosts.reduce((said, { id, name }) => said.replaceAll(`ost ${id}`, `ost ${name}`), text);
  return findings.map(({ code, text, remedy }) => ({
    code,
    text: named(text).slice(0, 1_000),
    remedy: named(remedy).slice(0, 1_000),
  }));
}
