import { sizeBytes } from "./size.ts";
import { attribute, element, find, parseXml, refused, textOf, writeXml } from "./tree.ts";

export interface PoolDefinition {
  readonly name: string;
  readonly uuid: string | null;
  /** `dir`, `fs`, `netfs`, `logical`, `iscsi`, `rbd`, ... */
  readonly type: string;
  readonly path: string | null;
  readonly capacityBytes: number | null;
  readonly allocationBytes: number | null;
  readonly availableBytes: number | null;
}

export function parsePool(text: string): PoolDefinition {
  const root = parseXml(text);
  if (root.name !== "pool") throw refused(`a pool wanted, not <${root.name}>`);
  return {
    name: textOf(find(root, "name")) ?? "",
    uuid: textOf(find(root, "uuid")),
    type: attribute(root, "type") ?? "",
    path: textOf(find(root, "target/path")),
    capacityBytes: sizeBytes(find(root, "capacity"), "bytes"),
    allocationBytes: sizeBytes(find(root, "allocation"), "bytes"),
    availableBytes: sizeBytes(find(root, "available"), "bytes"),
  };
}

/** A pool of files in a folder of the host. */
export function createFolderPool(pool: { name: string; path: string; uuid?: string }): string {
  return writeXml(
    element(
      "pool",
      { type: "dir" },
      element("name", {}, pool.name),
      pool.uuid !== undefined && element("uuid", {}, pool.uuid),
      element("target", {}, element("path", {}, pool.path)),
    ),
  );
}

export interface VolumeDefinition {
  readonly name: string;
  readonly key: string | null;
  readonly type: string | null;
  readonly path: string | null;
  readonly format: string | null;
  readonly capacityBytes: number;
  readonly allocationBytes: number | null;
  readonly backingPath: string | null;
  readonly backingFormat: string | null;
}

export function parseVolume(text: string): VolumeDefinition {
  const root = parseXml(text);
  if (root.name !== "volume") throw refused(`a volume wanted, not <${root.name}>`);
  return {
    name: textOf(find(root, "name")) ?? "",
    key: textOf(find(root, "key")),
    type: attribute(root, "type"),
    path: textOf(find(root, "target/path")),
    format: attribute(find(root, "target/format"), "type"),
    capacityBytes: sizeBytes(find(root, "capacity"), "bytes") ?? 0,
    allocationBytes: sizeBytes(find(root, "allocation"), "bytes"),
    backingPath: textOf(find(root, "backingStore/path")),
    backingFormat: attribute(find(root, "backingStore/format"), "type"),
  };
}

export interface NewVolume {
  readonly name: string;
  readonly capacityBytes: number;
  /** Bytes to set aside at once; 0 makes a sparse volume. */
  readonly allocationBytes?: number;
  readonly format: string;
  readonly backing?: { readonly path: string; readonly format: string };
}

export function createVolume(volume: NewVolume): string {
  const { backing } = volume;
  return writeXml(
    element(
      "volume",
      {},
      element("name", {}, volume.name),
      element("capacity", { unit: "bytes" }, String(volume.capacityBytes)),
      volume.allocationBytes !== undefined &&
        element("allocation", { unit: "bytes" }, String(volume.allocationBytes)),
      element("target", {}, element("format", { type: volume.format })),
      backing &&
        element(
          "backingStore",
          {},
          element("path", {}, backing.path),
          element("format", { type: backing.format }),
        ),
    ),
  );
}
