// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import * as types from "./types.ts";

export interface DomainSnapshotCreateXmlArgs {
  readonly dom: types.Domain;
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface DomainSnapshotCreateXmlResult {
  readonly snap: types.DomainSnapshot;
}

/** `virDomainSnapshotCreateXML`, procedure 185 of the remote program. */
export const domainSnapshotCreateXml: Procedure<DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlResult> = {
  kind: "call",
  name: "domainSnapshotCreateXml",
  program: 0x20008086,
  version: 1,
  number: 185,
  args: codec.struct<DomainSnapshotCreateXmlArgs>({
    dom: types.Domain,
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotCreateXmlResult>({
    snap: types.DomainSnapshot,
  }),
};

export interface DomainSnapshotGetXmlDescArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

export interface DomainSnapshotGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainSnapshotGetXMLDesc`, procedure 186 of the remote program. */
export const domainSnapshotGetXmlDesc: Procedure<DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescResult> = {
  kind: "call",
  name: "domainSnapshotGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 186,
  args: codec.struct<DomainSnapshotGetXmlDescArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface DomainSnapshotNumArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainSnapshotNumResult {
  readonly num: number;
}

/** `virDomainSnapshotNum`, procedure 187 of the remote program. */
export const domainSnapshotNum: Procedure<DomainSnapshotNumArgs, DomainSnapshotNumResult> = {
  kind: "call",
  name: "domainSnapshotNum",
  program: 0x20008086,
  version: 1,
  number: 187,
  args: codec.struct<DomainSnapshotNumArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotNumResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface DomainSnapshotListNamesArgs {
  readonly dom: types.Domain;
  readonly maxnames: number;
  readonly flags: number;
}

export interface DomainSnapshotListNamesResult {
  readonly names: readonly string[];
}

/** `virDomainSnapshotListNames`, procedure 188 of the remote program. */
export const domainSnapshotListNames: Procedure<DomainSnapshotListNamesArgs, DomainSnapshotListNamesResult> = {
  kind: "call",
  name: "domainSnapshotListNames",
  program: 0x20008086,
  version: 1,
  number: 188,
  args: codec.struct<DomainSnapshotListNamesArgs>({
    dom: types.Domain,
    maxnames: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotListNamesResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface DomainSnapshotLookupByNameArgs {
  readonly dom: types.Domain;
  readonly name: string;
  readonly flags: number;
}

export interface DomainSnapshotLookupByNameResult {
  readonly snap: types.DomainSnapshot;
}

/** `virDomainSnapshotLookupByName`, procedure 189 of the remote program. */
export const domainSnapshotLookupByName: Procedure<DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameResult> = {
  kind: "call",
  name: "domainSnapshotLookupByName",
  program: 0x20008086,
  version: 1,
  number: 189,
  args: codec.struct<DomainSnapshotLookupByNameArgs>({
    dom: types.Domain,
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotLookupByNameResult>({
    snap: types.DomainSnapshot,
  }),
  highPriority: true,
};

export interface DomainHasCurrentSnapshotArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainHasCurrentSnapshotResult {
  readonly result: number;
}

/** `virDomainHasCurrentSnapshot`, procedure 190 of the remote program. */
export const domainHasCurrentSnapshot: Procedure<DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotResult> = {
  kind: "call",
  name: "domainHasCurrentSnapshot",
  program: 0x20008086,
  version: 1,
  number: 190,
  args: codec.struct<DomainHasCurrentSnapshotArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainHasCurrentSnapshotResult>({
    result: codec.int,
  }),
};

export interface DomainSnapshotCurrentArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainSnapshotCurrentResult {
  readonly snap: types.DomainSnapshot;
}

/** `virDomainSnapshotCurrent`, procedure 191 of the remote program. */
export const domainSnapshotCurrent: Procedure<DomainSnapshotCurrentArgs, DomainSnapshotCurrentResult> = {
  kind: "call",
  name: "domainSnapshotCurrent",
  program: 0x20008086,
  version: 1,
  number: 191,
  args: codec.struct<DomainSnapshotCurrentArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotCurrentResult>({
    snap: types.DomainSnapshot,
  }),
};

export interface DomainRevertToSnapshotArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

/** `virDomainRevertToSnapshot`, procedure 192 of the remote program. */
export const domainRevertToSnapshot: Procedure<DomainRevertToSnapshotArgs, void> = {
  kind: "call",
  name: "domainRevertToSnapshot",
  program: 0x20008086,
  version: 1,
  number: 192,
  args: codec.struct<DomainRevertToSnapshotArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSnapshotDeleteArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

/** `virDomainSnapshotDelete`, procedure 193 of the remote program. */
export const domainSnapshotDelete: Procedure<DomainSnapshotDeleteArgs, void> = {
  kind: "call",
  name: "domainSnapshotDelete",
  program: 0x20008086,
  version: 1,
  number: 193,
  args: codec.struct<DomainSnapshotDeleteArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSnapshotGetParentArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

export interface DomainSnapshotGetParentResult {
  readonly snap: types.DomainSnapshot;
}

/** `virDomainSnapshotGetParent`, procedure 244 of the remote program. */
export const domainSnapshotGetParent: Procedure<DomainSnapshotGetParentArgs, DomainSnapshotGetParentResult> = {
  kind: "call",
  name: "domainSnapshotGetParent",
  program: 0x20008086,
  version: 1,
  number: 244,
  args: codec.struct<DomainSnapshotGetParentArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotGetParentResult>({
    snap: types.DomainSnapshot,
  }),
  highPriority: true,
};

export interface DomainSnapshotNumChildrenArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

export interface DomainSnapshotNumChildrenResult {
  readonly num: number;
}

/** `virDomainSnapshotNumChildren`, procedure 246 of the remote program. */
export const domainSnapshotNumChildren: Procedure<DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenResult> = {
  kind: "call",
  name: "domainSnapshotNumChildren",
  program: 0x20008086,
  version: 1,
  number: 246,
  args: codec.struct<DomainSnapshotNumChildrenArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotNumChildrenResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface DomainSnapshotListChildrenNamesArgs {
  readonly snap: types.DomainSnapshot;
  readonly maxnames: number;
  readonly flags: number;
}

export interface DomainSnapshotListChildrenNamesResult {
  readonly names: readonly string[];
}

/** `virDomainSnapshotListChildrenNames`, procedure 247 of the remote program. */
export const domainSnapshotListChildrenNames: Procedure<DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesResult> = {
  kind: "call",
  name: "domainSnapshotListChildrenNames",
  program: 0x20008086,
  version: 1,
  number: 247,
  args: codec.struct<DomainSnapshotListChildrenNamesArgs>({
    snap: types.DomainSnapshot,
    maxnames: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotListChildrenNamesResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface DomainSnapshotIsCurrentArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

export interface DomainSnapshotIsCurrentResult {
  readonly current: number;
}

/** `virDomainSnapshotIsCurrent`, procedure 271 of the remote program. */
export const domainSnapshotIsCurrent: Procedure<DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentResult> = {
  kind: "call",
  name: "domainSnapshotIsCurrent",
  program: 0x20008086,
  version: 1,
  number: 271,
  args: codec.struct<DomainSnapshotIsCurrentArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotIsCurrentResult>({
    current: codec.int,
  }),
};

export interface DomainSnapshotHasMetadataArgs {
  readonly snap: types.DomainSnapshot;
  readonly flags: number;
}

export interface DomainSnapshotHasMetadataResult {
  readonly metadata: number;
}

/** `virDomainSnapshotHasMetadata`, procedure 272 of the remote program. */
export const domainSnapshotHasMetadata: Procedure<DomainSnapshotHasMetadataArgs, DomainSnapshotHasMetadataResult> = {
  kind: "call",
  name: "domainSnapshotHasMetadata",
  program: 0x20008086,
  version: 1,
  number: 272,
  args: codec.struct<DomainSnapshotHasMetadataArgs>({
    snap: types.DomainSnapshot,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotHasMetadataResult>({
    metadata: codec.int,
  }),
};

export interface DomainListAllSnapshotsArgs {
  readonly dom: types.Domain;
  readonly needResults: number;
  readonly flags: number;
}

export interface DomainListAllSnapshotsResult {
  readonly snapshots: readonly types.DomainSnapshot[];
  readonly ret: number;
}

/** `virDomainListAllSnapshots`, procedure 274 of the remote program. */
export const domainListAllSnapshots: Procedure<DomainListAllSnapshotsArgs, DomainListAllSnapshotsResult> = {
  kind: "call",
  name: "domainListAllSnapshots",
  program: 0x20008086,
  version: 1,
  number: 274,
  args: codec.struct<DomainListAllSnapshotsArgs>({
    dom: types.Domain,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainListAllSnapshotsResult>({
    snapshots: codec.list(types.DomainSnapshot, 16384),
    ret: codec.int,
  }),
  highPriority: true,
};

export interface DomainSnapshotListAllChildrenArgs {
  readonly snapshot: types.DomainSnapshot;
  readonly needResults: number;
  readonly flags: number;
}

export interface DomainSnapshotListAllChildrenResult {
  readonly snapshots: readonly types.DomainSnapshot[];
  readonly ret: number;
}

/** `virDomainSnapshotListAllChildren`, procedure 275 of the remote program. */
export const domainSnapshotListAllChildren: Procedure<DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenResult> = {
  kind: "call",
  name: "domainSnapshotListAllChildren",
  program: 0x20008086,
  version: 1,
  number: 275,
  args: codec.struct<DomainSnapshotListAllChildrenArgs>({
    snapshot: types.DomainSnapshot,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSnapshotListAllChildrenResult>({
    snapshots: codec.list(types.DomainSnapshot, 16384),
    ret: codec.int,
  }),
  highPriority: true,
};

export interface DomainCheckpointCreateXmlArgs {
  readonly dom: types.Domain;
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface DomainCheckpointCreateXmlResult {
  readonly checkpoint: types.DomainCheckpoint;
}

/** `virDomainCheckpointCreateXML`, procedure 411 of the remote program. */
export const domainCheckpointCreateXml: Procedure<DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlResult> = {
  kind: "call",
  name: "domainCheckpointCreateXml",
  program: 0x20008086,
  version: 1,
  number: 411,
  args: codec.struct<DomainCheckpointCreateXmlArgs>({
    dom: types.Domain,
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCheckpointCreateXmlResult>({
    checkpoint: types.DomainCheckpoint,
  }),
};

export interface DomainCheckpointGetXmlDescArgs {
  readonly checkpoint: types.DomainCheckpoint;
  readonly flags: number;
}

export interface DomainCheckpointGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainCheckpointGetXMLDesc`, procedure 412 of the remote program. */
export const domainCheckpointGetXmlDesc: Procedure<DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescResult> = {
  kind: "call",
  name: "domainCheckpointGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 412,
  args: codec.struct<DomainCheckpointGetXmlDescArgs>({
    checkpoint: types.DomainCheckpoint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCheckpointGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface DomainListAllCheckpointsArgs {
  readonly dom: types.Domain;
  readonly needResults: number;
  readonly flags: number;
}

export interface DomainListAllCheckpointsResult {
  readonly checkpoints: readonly types.DomainCheckpoint[];
  readonly ret: number;
}

/** `virDomainListAllCheckpoints`, procedure 413 of the remote program. */
export const domainListAllCheckpoints: Procedure<DomainListAllCheckpointsArgs, DomainListAllCheckpointsResult> = {
  kind: "call",
  name: "domainListAllCheckpoints",
  program: 0x20008086,
  version: 1,
  number: 413,
  args: codec.struct<DomainListAllCheckpointsArgs>({
    dom: types.Domain,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainListAllCheckpointsResult>({
    checkpoints: codec.list(types.DomainCheckpoint, 16384),
    ret: codec.int,
  }),
  highPriority: true,
};

export interface DomainCheckpointListAllChildrenArgs {
  readonly checkpoint: types.DomainCheckpoint;
  readonly needResults: number;
  readonly flags: number;
}

export interface DomainCheckpointListAllChildrenResult {
  readonly checkpoints: readonly types.DomainCheckpoint[];
  readonly ret: number;
}

/** `virDomainCheckpointListAllChildren`, procedure 414 of the remote program. */
export const domainCheckpointListAllChildren: Procedure<DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenResult> = {
  kind: "call",
  name: "domainCheckpointListAllChildren",
  program: 0x20008086,
  version: 1,
  number: 414,
  args: codec.struct<DomainCheckpointListAllChildrenArgs>({
    checkpoint: types.DomainCheckpoint,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCheckpointListAllChildrenResult>({
    checkpoints: codec.list(types.DomainCheckpoint, 16384),
    ret: codec.int,
  }),
  highPriority: true,
};

export interface DomainCheckpointLookupByNameArgs {
  readonly dom: types.Domain;
  readonly name: string;
  readonly flags: number;
}

export interface DomainCheckpointLookupByNameResult {
  readonly checkpoint: types.DomainCheckpoint;
}

/** `virDomainCheckpointLookupByName`, procedure 415 of the remote program. */
export const domainCheckpointLookupByName: Procedure<DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameResult> = {
  kind: "call",
  name: "domainCheckpointLookupByName",
  program: 0x20008086,
  version: 1,
  number: 415,
  args: codec.struct<DomainCheckpointLookupByNameArgs>({
    dom: types.Domain,
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCheckpointLookupByNameResult>({
    checkpoint: types.DomainCheckpoint,
  }),
  highPriority: true,
};

export interface DomainCheckpointGetParentArgs {
  readonly checkpoint: types.DomainCheckpoint;
  readonly flags: number;
}

export interface DomainCheckpointGetParentResult {
  readonly parent: types.DomainCheckpoint;
}

/** `virDomainCheckpointGetParent`, procedure 416 of the remote program. */
export const domainCheckpointGetParent: Procedure<DomainCheckpointGetParentArgs, DomainCheckpointGetParentResult> = {
  kind: "call",
  name: "domainCheckpointGetParent",
  program: 0x20008086,
  version: 1,
  number: 416,
  args: codec.struct<DomainCheckpointGetParentArgs>({
    checkpoint: types.DomainCheckpoint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCheckpointGetParentResult>({
    parent: types.DomainCheckpoint,
  }),
  highPriority: true,
};

export interface DomainCheckpointDeleteArgs {
  readonly checkpoint: types.DomainCheckpoint;
  readonly flags: number;
}

/** `virDomainCheckpointDelete`, procedure 417 of the remote program. */
export const domainCheckpointDelete: Procedure<DomainCheckpointDeleteArgs, void> = {
  kind: "call",
  name: "domainCheckpointDelete",
  program: 0x20008086,
  version: 1,
  number: 417,
  args: codec.struct<DomainCheckpointDeleteArgs>({
    checkpoint: types.DomainCheckpoint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBackupBeginArgs {
  readonly dom: types.Domain;
  readonly backupXml: string;
  readonly checkpointXml: string | null;
  readonly flags: number;
}

/** `virDomainBackupBegin`, procedure 421 of the remote program. */
export const domainBackupBegin: Procedure<DomainBackupBeginArgs, void> = {
  kind: "call",
  name: "domainBackupBegin",
  program: 0x20008086,
  version: 1,
  number: 421,
  args: codec.struct<DomainBackupBeginArgs>({
    dom: types.Domain,
    backupXml: codec.string,
    checkpointXml: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBackupGetXmlDescArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainBackupGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainBackupGetXMLDesc`, procedure 422 of the remote program. */
export const domainBackupGetXmlDesc: Procedure<DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescResult> = {
  kind: "call",
  name: "domainBackupGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 422,
  args: codec.struct<DomainBackupGetXmlDescArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainBackupGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};
