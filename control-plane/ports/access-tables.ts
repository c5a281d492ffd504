import type { Permission } from "@novacron/protocol/domain/permissions";
import type { Scope } from "@novacron/protocol/domain/scope";
import type { Subject } from "@novacron/protocol/http/roles";
import type { SessionRow } from "./state-store.ts";

/** A role that people made; the built-in ones stand in the protocol. */
export interface RoleRow {
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly Permission[];
  /** Whether those who have it need a second factor. */
  readonly secondFactor: boolean;
}

/** Who has which role where. */
export interface BindingRow {
  readonly id: string;
  readonly subject: Subject;
  readonly role: string;
  readonly scope: Scope;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** Roles, bindings and lists of sessions, in one transaction with all the rest. */
export interface AccessTables {
  /** By name. */
  roles(): Promise<readonly RoleRow[]>;
  putRole(row: RoleRow): Promise<void>;
  deleteRole(name: string): Promise<void>;
  /** By time, oldest first. */
  bindings(): Promise<readonly BindingRow[]>;
  putBinding(row: BindingRow): Promise<void>;
  deleteBinding(id: string): Promise<void>;
  /** Of one user or of all, over ones too until they are swept. */
  sessions(user?: string): Promise<readonly SessionRow[]>;
}
