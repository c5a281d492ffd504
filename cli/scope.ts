import { isUuid, type ProjectId } from "@novacron/protocol/domain/ids";
import { everything, type Scope } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import type { Client } from "./client.ts";

export interface ScopeOptions {
  readonly project?: string;
  readonly tag?: string;
}

export function scoped(command: Command): Command {
  return command
    .option("--project <project>", "only in this project, by name or id")
    .option("--tag <tag>", "only for machines with this tag");
}

/** Where something holds: everywhere unless the options narrow it. */
export async function scopeOf(client: Client, { project, tag }: ScopeOptions): Promise<Scope> {
  if (project !== undefined && tag !== undefined) {
    throw new NovaError("BAD_REQUEST", "read --project and --tag", { next: "Give one of them" });
  }
  if (tag !== undefined) return { kind: "tag", tag };
  if (project === undefined) return everything;
  return { kind: "project", project: await projectId(client, project) };
}

export async function projectId(client: Client, nameOrId: string): Promise<ProjectId> {
  if (isUuid(nameOrId)) return nameOrId as ProjectId;
  const { items } = await client.call("listProjects");
  const found = items.find((one) => one.name === nameOrId);
  if (found === undefined) throw new NovaError("NOT_FOUND", `find project ${nameOrId}`);
  return found.id;
}
