// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import * as types from "./types.ts";

export interface StoragePoolCreateXmlArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface StoragePoolCreateXmlResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolCreateXML`, procedure 76 of the remote program. */
export const storagePoolCreateXml: Procedure<StoragePoolCreateXmlArgs, StoragePoolCreateXmlResult> = {
  kind: "call",
  name: "storagePoolCreateXml",
  program: 0x20008086,
  version: 1,
  number: 76,
  args: codec.struct<StoragePoolCreateXmlArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<StoragePoolCreateXmlResult>({
    pool: types.StoragePool,
  }),
};

export interface StoragePoolDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface StoragePoolDefineXmlResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolDefineXML`, procedure 77 of the remote program. */
export const storagePoolDefineXml: Procedure<StoragePoolDefineXmlArgs, StoragePoolDefineXmlResult> = {
  kind: "call",
  name: "storagePoolDefineXml",
  program: 0x20008086,
  version: 1,
  number: 77,
  args: codec.struct<StoragePoolDefineXmlArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<StoragePoolDefineXmlResult>({
    pool: types.StoragePool,
  }),
  highPriority: true,
};

export interface StoragePoolCreateArgs {
  readonly pool: types.StoragePool;
  readonly flags: number;
}

/** `virStoragePoolCreate`, procedure 78 of the remote program. */
export const storagePoolCreate: Procedure<StoragePoolCreateArgs, void> = {
  kind: "call",
  name: "storagePoolCreate",
  program: 0x20008086,
  version: 1,
  number: 78,
  args: codec.struct<StoragePoolCreateArgs>({
    pool: types.StoragePool,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StoragePoolBuildArgs {
  readonly pool: types.StoragePool;
  readonly flags: number;
}

/** `virStoragePoolBuild`, procedure 79 of the remote program. */
export const storagePoolBuild: Procedure<StoragePoolBuildArgs, void> = {
  kind: "call",
  name: "storagePoolBuild",
  program: 0x20008086,
  version: 1,
  number: 79,
  args: codec.struct<StoragePoolBuildArgs>({
    pool: types.StoragePool,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StoragePoolDestroyArgs {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolDestroy`, procedure 80 of the remote program. */
export const storagePoolDestroy: Procedure<StoragePoolDestroyArgs, void> = {
  kind: "call",
  name: "storagePoolDestroy",
  program: 0x20008086,
  version: 1,
  number: 80,
  args: codec.struct<StoragePoolDestroyArgs>({
    pool: types.StoragePool,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface StoragePoolDeleteArgs {
  readonly pool: types.StoragePool;
  readonly flags: number;
}

/** `virStoragePoolDelete`, procedure 81 of the remote program. */
export const storagePoolDelete: Procedure<StoragePoolDeleteArgs, void> = {
  kind: "call",
  name: "storagePoolDelete",
  program: 0x20008086,
  version: 1,
  number: 81,
  args: codec.struct<StoragePoolDeleteArgs>({
    pool: types.StoragePool,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StoragePoolUndefineArgs {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolUndefine`, procedure 82 of the remote program. */
export const storagePoolUndefine: Procedure<StoragePoolUndefineArgs, void> = {
  kind: "call",
  name: "storagePoolUndefine",
  program: 0x20008086,
  version: 1,
  number: 82,
  args: codec.struct<StoragePoolUndefineArgs>({
    pool: types.StoragePool,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface StoragePoolRefreshArgs {
  readonly pool: types.StoragePool;
  readonly flags: number;
}

/** `virStoragePoolRefresh`, procedure 83 of the remote program. */
export const storagePoolRefresh: Procedure<StoragePoolRefreshArgs, void> = {
  kind: "call",
  name: "storagePoolRefresh",
  program: 0x20008086,
  version: 1,
  number: 83,
  args: codec.struct<StoragePoolRefreshArgs>({
    pool: types.StoragePool,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StoragePoolLookupByNameArgs {
  readonly name: string;
}

export interface StoragePoolLookupByNameResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolLookupByName`, procedure 84 of the remote program. */
export const storagePoolLookupByName: Procedure<StoragePoolLookupByNameArgs, StoragePoolLookupByNameResult> = {
  kind: "call",
  name: "storagePoolLookupByName",
  program: 0x20008086,
  version: 1,
  number: 84,
  args: codec.struct<StoragePoolLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<StoragePoolLookupByNameResult>({
    pool: types.StoragePool,
  }),
  highPriority: true,
};

export interface StoragePoolLookupByUuidArgs {
  readonly uuid: string;
}

export interface StoragePoolLookupByUuidResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolLookupByUUID`, procedure 85 of the remote program. */
export const storagePoolLookupByUuid: Procedure<StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidResult> = {
  kind: "call",
  name: "storagePoolLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 85,
  args: codec.struct<StoragePoolLookupByUuidArgs>({
    uuid: codec.uuid,
  }),
  result: codec.struct<StoragePoolLookupByUuidResult>({
    pool: types.StoragePool,
  }),
  highPriority: true,
};

export interface StoragePoolLookupByVolumeArgs {
  readonly vol: types.StorageVol;
}

export interface StoragePoolLookupByVolumeResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolLookupByVolume`, procedure 86 of the remote program. */
export const storagePoolLookupByVolume: Procedure<StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeResult> = {
  kind: "call",
  name: "storagePoolLookupByVolume",
  program: 0x20008086,
  version: 1,
  number: 86,
  args: codec.struct<StoragePoolLookupByVolumeArgs>({
    vol: types.StorageVol,
  }),
  result: codec.struct<StoragePoolLookupByVolumeResult>({
    pool: types.StoragePool,
  }),
  highPriority: true,
};

export interface StoragePoolGetInfoArgs {
  readonly pool: types.StoragePool;
}

export interface StoragePoolGetInfoResult {
  readonly state: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}

/** `virStoragePoolGetInfo`, procedure 87 of the remote program. */
export const storagePoolGetInfo: Procedure<StoragePoolGetInfoArgs, StoragePoolGetInfoResult> = {
  kind: "call",
  name: "storagePoolGetInfo",
  program: 0x20008086,
  version: 1,
  number: 87,
  args: codec.struct<StoragePoolGetInfoArgs>({
    pool: types.StoragePool,
  }),
  result: codec.struct<StoragePoolGetInfoResult>({
    state: codec.uchar,
    capacity: codec.uhyper,
    allocation: codec.uhyper,
    available: codec.uhyper,
  }),
  highPriority: true,
};

export interface StoragePoolGetXmlDescArgs {
  readonly pool: types.StoragePool;
  readonly flags: number;
}

export interface StoragePoolGetXmlDescResult {
  readonly xml: string;
}

/** `virStoragePoolGetXMLDesc`, procedure 88 of the remote program. */
export const storagePoolGetXmlDesc: Procedure<StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescResult> = {
  kind: "call",
  name: "storagePoolGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 88,
  args: codec.struct<StoragePoolGetXmlDescArgs>({
    pool: types.StoragePool,
    flags: codec.uint,
  }),
  result: codec.struct<StoragePoolGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface StoragePoolGetAutostartArgs {
  readonly pool: types.StoragePool;
}

export interface StoragePoolGetAutostartResult {
  readonly autostart: number;
}

/** `virStoragePoolGetAutostart`, procedure 89 of the remote program. */
export const storagePoolGetAutostart: Procedure<StoragePoolGetAutostartArgs, StoragePoolGetAutostartResult> = {
  kind: "call",
  name: "storagePoolGetAutostart",
  program: 0x20008086,
  version: 1,
  number: 89,
  args: codec.struct<StoragePoolGetAutostartArgs>({
    pool: types.StoragePool,
  }),
  result: codec.struct<StoragePoolGetAutostartResult>({
    autostart: codec.int,
  }),
  highPriority: true,
};

export interface StoragePoolSetAutostartArgs {
  readonly pool: types.StoragePool;
  readonly autostart: number;
}

/** `virStoragePoolSetAutostart`, procedure 90 of the remote program. */
export const storagePoolSetAutostart: Procedure<StoragePoolSetAutostartArgs, void> = {
  kind: "call",
  name: "storagePoolSetAutostart",
  program: 0x20008086,
  version: 1,
  number: 90,
  args: codec.struct<StoragePoolSetAutostartArgs>({
    pool: types.StoragePool,
    autostart: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface StoragePoolNumOfVolumesArgs {
  readonly pool: types.StoragePool;
}

export interface StoragePoolNumOfVolumesResult {
  readonly num: number;
}

/** `virStoragePoolNumOfVolumes`, procedure 91 of the remote program. */
export const storagePoolNumOfVolumes: Procedure<StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesResult> = {
  kind: "call",
  name: "storagePoolNumOfVolumes",
  program: 0x20008086,
  version: 1,
  number: 91,
  args: codec.struct<StoragePoolNumOfVolumesArgs>({
    pool: types.StoragePool,
  }),
  result: codec.struct<StoragePoolNumOfVolumesResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface StoragePoolListVolumesArgs {
  readonly pool: types.StoragePool;
  readonly maxnames: number;
}

export interface StoragePoolListVolumesResult {
  readonly names: readonly string[];
}

/** `virStoragePoolListVolumes`, procedure 92 of the remote program. */
export const storagePoolListVolumes: Procedure<StoragePoolListVolumesArgs, StoragePoolListVolumesResult> = {
  kind: "call",
  name: "storagePoolListVolumes",
  program: 0x20008086,
  version: 1,
  number: 92,
  args: codec.struct<StoragePoolListVolumesArgs>({
    pool: types.StoragePool,
    maxnames: codec.int,
  }),
  result: codec.struct<StoragePoolListVolumesResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface StorageVolCreateXmlArgs {
  readonly pool: types.StoragePool;
  readonly xml: string;
  readonly flags: number;
}

export interface StorageVolCreateXmlResult {
  readonly vol: types.StorageVol;
}

/** `virStorageVolCreateXML`, procedure 93 of the remote program. */
export const storageVolCreateXml: Procedure<StorageVolCreateXmlArgs, StorageVolCreateXmlResult> = {
  kind: "call",
  name: "storageVolCreateXml",
  program: 0x20008086,
  version: 1,
  number: 93,
  args: codec.struct<StorageVolCreateXmlArgs>({
    pool: types.StoragePool,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<StorageVolCreateXmlResult>({
    vol: types.StorageVol,
  }),
};

export interface StorageVolDeleteArgs {
  readonly vol: types.StorageVol;
  readonly flags: number;
}

/** `virStorageVolDelete`, procedure 94 of the remote program. */
export const storageVolDelete: Procedure<StorageVolDeleteArgs, void> = {
  kind: "call",
  name: "storageVolDelete",
  program: 0x20008086,
  version: 1,
  number: 94,
  args: codec.struct<StorageVolDeleteArgs>({
    vol: types.StorageVol,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StorageVolLookupByNameArgs {
  readonly pool: types.StoragePool;
  readonly name: string;
}

export interface StorageVolLookupByNameResult {
  readonly vol: types.StorageVol;
}

/** `virStorageVolLookupByName`, procedure 95 of the remote program. */
export const storageVolLookupByName: Procedure<StorageVolLookupByNameArgs, StorageVolLookupByNameResult> = {
  kind: "call",
  name: "storageVolLookupByName",
  program: 0x20008086,
  version: 1,
  number: 95,
  args: codec.struct<StorageVolLookupByNameArgs>({
    pool: types.StoragePool,
    name: codec.string,
  }),
  result: codec.struct<StorageVolLookupByNameResult>({
    vol: types.StorageVol,
  }),
  highPriority: true,
};

export interface StorageVolLookupByKeyArgs {
  readonly key: string;
}

export interface StorageVolLookupByKeyResult {
  readonly vol: types.StorageVol;
}

/** `virStorageVolLookupByKey`, procedure 96 of the remote program. */
export const storageVolLookupByKey: Procedure<StorageVolLookupByKeyArgs, StorageVolLookupByKeyResult> = {
  kind: "call",
  name: "storageVolLookupByKey",
  program: 0x20008086,
  version: 1,
  number: 96,
  args: codec.struct<StorageVolLookupByKeyArgs>({
    key: codec.string,
  }),
  result: codec.struct<StorageVolLookupByKeyResult>({
    vol: types.StorageVol,
  }),
  highPriority: true,
};

export interface StorageVolLookupByPathArgs {
  readonly path: string;
}

export interface StorageVolLookupByPathResult {
  readonly vol: types.StorageVol;
}

/** `virStorageVolLookupByPath`, procedure 97 of the remote program. */
export const storageVolLookupByPath: Procedure<StorageVolLookupByPathArgs, StorageVolLookupByPathResult> = {
  kind: "call",
  name: "storageVolLookupByPath",
  program: 0x20008086,
  version: 1,
  number: 97,
  args: codec.struct<StorageVolLookupByPathArgs>({
    path: codec.string,
  }),
  result: codec.struct<StorageVolLookupByPathResult>({
    vol: types.StorageVol,
  }),
  highPriority: true,
};

export interface StorageVolGetInfoArgs {
  readonly vol: types.StorageVol;
}

export interface StorageVolGetInfoResult {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}

/** `virStorageVolGetInfo`, procedure 98 of the remote program. */
export const storageVolGetInfo: Procedure<StorageVolGetInfoArgs, StorageVolGetInfoResult> = {
  kind: "call",
  name: "storageVolGetInfo",
  program: 0x20008086,
  version: 1,
  number: 98,
  args: codec.struct<StorageVolGetInfoArgs>({
    vol: types.StorageVol,
  }),
  result: codec.struct<StorageVolGetInfoResult>({
    type: codec.char,
    capacity: codec.uhyper,
    allocation: codec.uhyper,
  }),
  highPriority: true,
};

export interface StorageVolGetXmlDescArgs {
  readonly vol: types.StorageVol;
  readonly flags: number;
}

export interface StorageVolGetXmlDescResult {
  readonly xml: string;
}

/** `virStorageVolGetXMLDesc`, procedure 99 of the remote program. */
export const storageVolGetXmlDesc: Procedure<StorageVolGetXmlDescArgs, StorageVolGetXmlDescResult> = {
  kind: "call",
  name: "storageVolGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 99,
  args: codec.struct<StorageVolGetXmlDescArgs>({
    vol: types.StorageVol,
    flags: codec.uint,
  }),
  result: codec.struct<StorageVolGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface StorageVolGetPathArgs {
  readonly vol: types.StorageVol;
}

export interface StorageVolGetPathResult {
  readonly name: string;
}

/** `virStorageVolGetPath`, procedure 100 of the remote program. */
export const storageVolGetPath: Procedure<StorageVolGetPathArgs, StorageVolGetPathResult> = {
  kind: "call",
  name: "storageVolGetPath",
  program: 0x20008086,
  version: 1,
  number: 100,
  args: codec.struct<StorageVolGetPathArgs>({
    vol: types.StorageVol,
  }),
  result: codec.struct<StorageVolGetPathResult>({
    name: codec.string,
  }),
  highPriority: true,
};

export interface StorageVolCreateXmlFromArgs {
  readonly pool: types.StoragePool;
  readonly xml: string;
  readonly clonevol: types.StorageVol;
  readonly flags: number;
}

export interface StorageVolCreateXmlFromResult {
  readonly vol: types.StorageVol;
}

/** `virStorageVolCreateXMLFrom`, procedure 125 of the remote program. */
export const storageVolCreateXmlFrom: Procedure<StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromResult> = {
  kind: "call",
  name: "storageVolCreateXmlFrom",
  program: 0x20008086,
  version: 1,
  number: 125,
  args: codec.struct<StorageVolCreateXmlFromArgs>({
    pool: types.StoragePool,
    xml: codec.string,
    clonevol: types.StorageVol,
    flags: codec.uint,
  }),
  result: codec.struct<StorageVolCreateXmlFromResult>({
    vol: types.StorageVol,
  }),
};

export interface StoragePoolIsActiveArgs {
  readonly pool: types.StoragePool;
}

export interface StoragePoolIsActiveResult {
  readonly active: number;
}

/** `virStoragePoolIsActive`, procedure 154 of the remote program. */
export const storagePoolIsActive: Procedure<StoragePoolIsActiveArgs, StoragePoolIsActiveResult> = {
  kind: "call",
  name: "storagePoolIsActive",
  program: 0x20008086,
  version: 1,
  number: 154,
  args: codec.struct<StoragePoolIsActiveArgs>({
    pool: types.StoragePool,
  }),
  result: codec.struct<StoragePoolIsActiveResult>({
    active: codec.int,
  }),
  highPriority: true,
};

export interface StoragePoolIsPersistentArgs {
  readonly pool: types.StoragePool;
}

export interface StoragePoolIsPersistentResult {
  readonly persistent: number;
}

/** `virStoragePoolIsPersistent`, procedure 155 of the remote program. */
export const storagePoolIsPersistent: Procedure<StoragePoolIsPersistentArgs, StoragePoolIsPersistentResult> = {
  kind: "call",
  name: "storagePoolIsPersistent",
  program: 0x20008086,
  version: 1,
  number: 155,
  args: codec.struct<StoragePoolIsPersistentArgs>({
    pool: types.StoragePool,
  }),
  result: codec.struct<StoragePoolIsPersistentResult>({
    persistent: codec.int,
  }),
  highPriority: true,
};

export interface StorageVolWipeArgs {
  readonly vol: types.StorageVol;
  readonly flags: number;
}

/** `virStorageVolWipe`, procedure 165 of the remote program. */
export const storageVolWipe: Procedure<StorageVolWipeArgs, void> = {
  kind: "call",
  name: "storageVolWipe",
  program: 0x20008086,
  version: 1,
  number: 165,
  args: codec.struct<StorageVolWipeArgs>({
    vol: types.StorageVol,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StorageVolUploadArgs {
  readonly vol: types.StorageVol;
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

/** `virStorageVolUpload`, procedure 208 of the remote program. */
export const storageVolUpload: Procedure<StorageVolUploadArgs, void> = {
  kind: "call",
  name: "storageVolUpload",
  program: 0x20008086,
  version: 1,
  number: 208,
  args: codec.struct<StorageVolUploadArgs>({
    vol: types.StorageVol,
    offset: codec.uhyper,
    length: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
  stream: "write",
};

export interface StorageVolDownloadArgs {
  readonly vol: types.StorageVol;
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

/** `virStorageVolDownload`, procedure 209 of the remote program. */
export const storageVolDownload: Procedure<StorageVolDownloadArgs, void> = {
  kind: "call",
  name: "storageVolDownload",
  program: 0x20008086,
  version: 1,
  number: 209,
  args: codec.struct<StorageVolDownloadArgs>({
    vol: types.StorageVol,
    offset: codec.uhyper,
    length: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
  stream: "read",
};

export interface StorageVolWipePatternArgs {
  readonly vol: types.StorageVol;
  readonly algorithm: number;
  readonly flags: number;
}

/** `virStorageVolWipePattern`, procedure 259 of the remote program. */
export const storageVolWipePattern: Procedure<StorageVolWipePatternArgs, void> = {
  kind: "call",
  name: "storageVolWipePattern",
  program: 0x20008086,
  version: 1,
  number: 259,
  args: codec.struct<StorageVolWipePatternArgs>({
    vol: types.StorageVol,
    algorithm: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StorageVolResizeArgs {
  readonly vol: types.StorageVol;
  readonly capacity: bigint;
  readonly flags: number;
}

/** `virStorageVolResize`, procedure 260 of the remote program. */
export const storageVolResize: Procedure<StorageVolResizeArgs, void> = {
  kind: "call",
  name: "storageVolResize",
  program: 0x20008086,
  version: 1,
  number: 260,
  args: codec.struct<StorageVolResizeArgs>({
    vol: types.StorageVol,
    capacity: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface StoragePoolListAllVolumesArgs {
  readonly pool: types.StoragePool;
  readonly needResults: number;
  readonly flags: number;
}

export interface StoragePoolListAllVolumesResult {
  readonly vols: readonly types.StorageVol[];
  readonly ret: number;
}

/** `virStoragePoolListAllVolumes`, procedure 282 of the remote program. */
export const storagePoolListAllVolumes: Procedure<StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesResult> = {
  kind: "call",
  name: "storagePoolListAllVolumes",
  program: 0x20008086,
  version: 1,
  number: 282,
  args: codec.struct<StoragePoolListAllVolumesArgs>({
    pool: types.StoragePool,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<StoragePoolListAllVolumesResult>({
    vols: codec.list(types.StorageVol, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface StorageVolGetInfoFlagsArgs {
  readonly vol: types.StorageVol;
  readonly flags: number;
}

export interface StorageVolGetInfoFlagsResult {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}

/** `virStorageVolGetInfoFlags`, procedure 378 of the remote program. */
export const storageVolGetInfoFlags: Procedure<StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsResult> = {
  kind: "call",
  name: "storageVolGetInfoFlags",
  program: 0x20008086,
  version: 1,
  number: 378,
  args: codec.struct<StorageVolGetInfoFlagsArgs>({
    vol: types.StorageVol,
    flags: codec.uint,
  }),
  result: codec.struct<StorageVolGetInfoFlagsResult>({
    type: codec.char,
    capacity: codec.uhyper,
    allocation: codec.uhyper,
  }),
  highPriority: true,
};

export interface StoragePoolLookupByTargetPathArgs {
  readonly path: string;
}

export interface StoragePoolLookupByTargetPathResult {
  readonly pool: types.StoragePool;
}

/** `virStoragePoolLookupByTargetPath`, procedure 391 of the remote program. */
export const storagePoolLookupByTargetPath: Procedure<StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathResult> = {
  kind: "call",
  name: "storagePoolLookupByTargetPath",
  program: 0x20008086,
  version: 1,
  number: 391,
  args: codec.struct<StoragePoolLookupByTargetPathArgs>({
    path: codec.string,
  }),
  result: codec.struct<StoragePoolLookupByTargetPathResult>({
    pool: types.StoragePool,
  }),
  highPriority: true,
};
