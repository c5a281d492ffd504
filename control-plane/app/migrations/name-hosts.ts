import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationFinding } from "@novacron/protocol/domain/migration";
import type { Problem } from "@novacron/protocol/errors/nova-error";

interface Named {
  readonly id: HostId;
  readonly name: string;
}

/** An agent knows the other host of a move by its id, and calls its own "this host"; people know both by name. */
export function nameHosts(
  findings: readonly MigrationFinding[],
  { by, hosts }: { readonly by: string; readonly hosts: readonly Named[] },
): MigrationFinding[] {
  const named = (text: string) =>
    hosts
      .reduce((said, { id, name }) => said.replaceAll(`ost ${id}`, `ost ${name}`), text)
      .replace(/\b[Tt]his host\b/g, by)
      .replace(/\bhere\b/g, `on ${by}`)
      .slice(0, 1_000);
  return findings.map(({ code, text, remedy }) => ({
    code,
    text: named(text),
    remedy: named(remedy),
  }));
}

/** What an agent says of a machine and of hosts by their ids, in their names. */
export function nameAll(
  problem: Problem,
  names: readonly { readonly id: string; readonly name: string }[],
): Problem {
  const named = (text: string, most: number) =>
    names.reduce((said, { id, name }) => said.replaceAll(id, name), text).slice(0, most);
  return {
    ...problem,
    message: named(problem.message, 4_000),
    attempted: named(problem.attempted, 1_000),
    next: named(problem.next, 1_000),
  };
}
