import {
  attribute,
  childrenOf,
  element,
  find,
  parseXml,
  refused,
  textOf,
  writeXml,
} from "./tree.ts";

export interface SnapshotDefinition {
  readonly name: string;
  readonly description: string | null;
  /** State of the domain when it was taken, such as `running`, `shutoff` or `disk-snapshot`. */
  readonly state: string | null;
  readonly createdAtS: number | null;
  readonly parent: string | null;
  readonly memory: string | null;
  readonly disks: readonly {
    readonly name: string;
    readonly snapshot: string | null;
    readonly file: string | null;
  }[];
}

export function parseSnapshot(text: string): SnapshotDefinition {
  const root = parseXml(text);
  if (root.name !== "domainsnapshot") throw refused(`a snapshot wanted, not <${root.name}>`);
  const created = textOf(find(root, "creationTime"));
  return {
    name: textOf(find(root, "name")) ?? "",
    description: textOf(find(root, "description")),
    state: textOf(find(root, "state")),
    createdAtS: created === null ? null : Number(created),
    parent: textOf(find(root, "parent/name")),
    memory: attribute(find(root, "memory"), "snapshot"),
    disks: childrenOf(find(root, "disks"), "disk").map((disk) => ({
      name: attribute(disk, "name") ?? "",
      snapshot: attribute(disk, "snapshot"),
      file: attribute(find(disk, "source"), "file"),
    })),
  };
}

export function createSnapshot(snapshot: { name: string; description?: string }): string {
  return writeXml(
    element(
      "domainsnapshot",
      {},
      element("name", {}, snapshot.name),
      snapshot.description !== undefined && element("description", {}, snapshot.description),
    ),
  );
}
