import { z } from "zod";

/**
 * What one thing a person may do, and how narrow it can be given: for machines by project or tag, for a
 * project, or only for the whole fleet.
 */
export interface PermissionInfo {
  readonly reach: "machine" | "project" | "fleet";
  readonly title: string;
}

const of = (reach: PermissionInfo["reach"], title: string): PermissionInfo => ({ reach, title });

/** The one table of permissions. Names are added, never given another meaning: roles are made of them. */
export const permissions = {
  "machine.view": of("machine", "see machines, their figures, operations and record"),
  "machine.power": of("machine", "start, stop, reboot, pause and resume machines"),
  "machine.console": of("machine", "open consoles of machines"),
  "machine.configure": of("machine", "change autostart, and choose the true copy in a conflict"),
  "machine.create": of("project", "make machines"),
  "machine.delete": of("machine", "delete machines"),
  "machine.move": of("machine", "move machines between hosts"),
  "host.receive": of("machine", "bring machines onto a host, which bears its name as a tag"),
  "project.view": of("project", "see projects and their quotas"),
  "project.manage": of(
    "fleet",
    "make projects, set quotas, and say which machines belong to which",
  ),
  "host.view": of("fleet", "see hosts and their figures"),
  "host.manage": of("fleet", "change how hosts are observed"),
  "host.command": of("fleet", "have hosts in maintenance run the hooks that lie on them"),
  "host.join": of("fleet", "let hosts join, revoke their certificates and forget them"),
  "plan.view": of("fleet", "see plans of placement"),
  "plan.run": of("fleet", "carry plans out"),
  "release.manage": of("fleet", "upgrade agents"),
  "integration.manage": of("fleet", "make and remove logins of outside tools"),
  "people.manage": of("fleet", "make accounts and roles, and bind roles to people"),
  "audit.view": of("fleet", "read and export the audit log"),
  "secret.manage": of("fleet", "set and rotate secrets"),
  "system.view": of("fleet", "see the control plane itself: stores, queues, refusals"),
  "system.manage": of("fleet", "change how the control plane works"),
} as const satisfies Record<string, PermissionInfo>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]];
export const permission = z.enum(permissionNames);

/** Built-in roles in rising order; each may do all that the ones before it may. */
export const roles = ["viewer", "operator", "administrator"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

const viewer: readonly Permission[] = [
  "machine.view",
  "project.view",
  "host.view",
  "plan.view",
  "system.view",
];
const operator: readonly Permission[] = [
  ...viewer,
  "machine.power",
  "machine.console",
  "machine.configure",
  "machine.create",
  "machine.delete",
  "machine.move",
  "host.receive",
  "host.manage",
  "plan.run",
];

/** What the built-in roles hold. They cannot be changed; custom ones stand beside them. */
export const builtInRoles: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  operator,
  administrator: permissionNames,
};

export function isBuiltInRole(name: string): name is Role {
  return Object.hasOwn(builtInRoles, name);
}
