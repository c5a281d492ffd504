// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface DomainMigratePrepareArgs {
  readonly uriIn: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
}

export interface DomainMigratePrepareResult {
  readonly cookie: Uint8Array;
  readonly uriOut: string | null;
}

/** `virDomainMigratePrepare`, procedure 61 of the remote program. */
export const domainMigratePrepare: Procedure<DomainMigratePrepareArgs, DomainMigratePrepareResult> = {
  kind: "call",
  name: "domainMigratePrepare",
  program: 0x20008086,
  version: 1,
  number: 61,
  args: codec.struct<DomainMigratePrepareArgs>({
    uriIn: codec.optional(codec.string),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
  }),
  result: codec.struct<DomainMigratePrepareResult>({
    cookie: codec.bytes(4194304),
    uriOut: codec.optional(codec.string),
  }),
};

export interface DomainMigratePerformArgs {
  readonly dom: types.Domain;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
}

/** `virDomainMigratePerform`, procedure 62 of the remote program. */
export const domainMigratePerform: Procedure<DomainMigratePerformArgs, void> = {
  kind: "call",
  name: "domainMigratePerform",
  program: 0x20008086,
  version: 1,
  number: 62,
  args: codec.struct<DomainMigratePerformArgs>({
    dom: types.Domain,
    cookie: codec.bytes(4194304),
    uri: codec.string,
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
  }),
  result: codec.nothing,
};

export interface DomainMigrateFinishArgs {
  readonly dname: string;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
}

export interface DomainMigrateFinishResult {
  readonly ddom: types.Domain;
}

/** `virDomainMigrateFinish`, procedure 63 of the remote program. */
export const domainMigrateFinish: Procedure<DomainMigrateFinishArgs, DomainMigrateFinishResult> = {
  kind: "call",
  name: "domainMigrateFinish",
  program: 0x20008086,
  version: 1,
  number: 63,
  args: codec.struct<DomainMigrateFinishArgs>({
    dname: codec.string,
    cookie: codec.bytes(4194304),
    uri: codec.string,
    flags: codec.uhyper,
  }),
  result: codec.struct<DomainMigrateFinishResult>({
    ddom: types.Domain,
  }),
};

export interface DomainMigratePrepare2Args {
  readonly uriIn: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
  readonly domXml: string;
}

export interface DomainMigratePrepare2Result {
  readonly cookie: Uint8Array;
  readonly uriOut: string | null;
}

/** `virDomainMigratePrepare2`, procedure 108 of the remote program. */
export const domainMigratePrepare2: Procedure<DomainMigratePrepare2Args, DomainMigratePrepare2Result> = {
  kind: "call",
  name: "domainMigratePrepare2",
  program: 0x20008086,
  version: 1,
  number: 108,
  args: codec.struct<DomainMigratePrepare2Args>({
    uriIn: codec.optional(codec.string),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
    domXml: codec.string,
  }),
  result: codec.struct<DomainMigratePrepare2Result>({
    cookie: codec.bytes(4194304),
    uriOut: codec.optional(codec.string),
  }),
};

export interface DomainMigrateFinish2Args {
  readonly dname: string;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
  readonly retcode: number;
}

export interface DomainMigrateFinish2Result {
  readonly ddom: types.Domain;
}

/** `virDomainMigrateFinish2`, procedure 109 of the remote program. */
export const domainMigrateFinish2: Procedure<DomainMigrateFinish2Args, DomainMigrateFinish2Result> = {
  kind: "call",
  name: "domainMigrateFinish2",
  program: 0x20008086,
  version: 1,
  number: 109,
  args: codec.struct<DomainMigrateFinish2Args>({
    dname: codec.string,
    cookie: codec.bytes(4194304),
    uri: codec.string,
    flags: codec.uhyper,
    retcode: codec.int,
  }),
  result: codec.struct<DomainMigrateFinish2Result>({
    ddom: types.Domain,
  }),
};

export interface DomainMigratePrepareTunnelArgs {
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
  readonly domXml: string;
}

/** `virDomainMigratePrepareTunnel`, procedure 148 of the remote program. */
export const domainMigratePrepareTunnel: Procedure<DomainMigratePrepareTunnelArgs, void> = {
  kind: "call",
  name: "domainMigratePrepareTunnel",
  program: 0x20008086,
  version: 1,
  number: 148,
  args: codec.struct<DomainMigratePrepareTunnelArgs>({
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
    domXml: codec.string,
  }),
  result: codec.nothing,
  stream: "write",
};

export interface DomainMigrateSetMaxDowntimeArgs {
  readonly dom: types.Domain;
  readonly downtime: bigint;
  readonly flags: number;
}

/** `virDomainMigrateSetMaxDowntime`, procedure 166 of the remote program. */
export const domainMigrateSetMaxDowntime: Procedure<DomainMigrateSetMaxDowntimeArgs, void> = {
  kind: "call",
  name: "domainMigrateSetMaxDowntime",
  program: 0x20008086,
  version: 1,
  number: 166,
  args: codec.struct<DomainMigrateSetMaxDowntimeArgs>({
    dom: types.Domain,
    downtime: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainMigrateSetMaxSpeedArgs {
  readonly dom: types.Domain;
  readonly bandwidth: bigint;
  readonly flags: number;
}

/** `virDomainMigrateSetMaxSpeed`, procedure 207 of the remote program. */
export const domainMigrateSetMaxSpeed: Procedure<DomainMigrateSetMaxSpeedArgs, void> = {
  kind: "call",
  name: "domainMigrateSetMaxSpeed",
  program: 0x20008086,
  version: 1,
  number: 207,
  args: codec.struct<DomainMigrateSetMaxSpeedArgs>({
    dom: types.Domain,
    bandwidth: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainMigrateBegin3Args {
  readonly dom: types.Domain;
  readonly xmlin: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
}

export interface DomainMigrateBegin3Result {
  readonly cookieOut: Uint8Array;
  readonly xml: string;
}

/** `virDomainMigrateBegin3`, procedure 213 of the remote program. */
export const domainMigrateBegin3: Procedure<DomainMigrateBegin3Args, DomainMigrateBegin3Result> = {
  kind: "call",
  name: "domainMigrateBegin3",
  program: 0x20008086,
  version: 1,
  number: 213,
  args: codec.struct<DomainMigrateBegin3Args>({
    dom: types.Domain,
    xmlin: codec.optional(codec.string),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
  }),
  result: codec.struct<DomainMigrateBegin3Result>({
    cookieOut: codec.bytes(4194304),
    xml: codec.string,
  }),
};

export interface DomainMigratePrepare3Args {
  readonly cookieIn: Uint8Array;
  readonly uriIn: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
  readonly domXml: string;
}

export interface DomainMigratePrepare3Result {
  readonly cookieOut: Uint8Array;
  readonly uriOut: string | null;
}

/** `virDomainMigratePrepare3`, procedure 214 of the remote program. */
export const domainMigratePrepare3: Procedure<DomainMigratePrepare3Args, DomainMigratePrepare3Result> = {
  kind: "call",
  name: "domainMigratePrepare3",
  program: 0x20008086,
  version: 1,
  number: 214,
  args: codec.struct<DomainMigratePrepare3Args>({
    cookieIn: codec.bytes(4194304),
    uriIn: codec.optional(codec.string),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
    domXml: codec.string,
  }),
  result: codec.struct<DomainMigratePrepare3Result>({
    cookieOut: codec.bytes(4194304),
    uriOut: codec.optional(codec.string),
  }),
};

export interface DomainMigratePrepareTunnel3Args {
  readonly cookieIn: Uint8Array;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
  readonly domXml: string;
}

export interface DomainMigratePrepareTunnel3Result {
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigratePrepareTunnel3`, procedure 215 of the remote program. */
export const domainMigratePrepareTunnel3: Procedure<DomainMigratePrepareTunnel3Args, DomainMigratePrepareTunnel3Result> = {
  kind: "call",
  name: "domainMigratePrepareTunnel3",
  program: 0x20008086,
  version: 1,
  number: 215,
  args: codec.struct<DomainMigratePrepareTunnel3Args>({
    cookieIn: codec.bytes(4194304),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
    domXml: codec.string,
  }),
  result: codec.struct<DomainMigratePrepareTunnel3Result>({
    cookieOut: codec.bytes(4194304),
  }),
  stream: "write",
};

export interface DomainMigratePerform3Args {
  readonly dom: types.Domain;
  readonly xmlin: string | null;
  readonly cookieIn: Uint8Array;
  readonly dconnuri: string | null;
  readonly uri: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
}

export interface DomainMigratePerform3Result {
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigratePerform3`, procedure 216 of the remote program. */
export const domainMigratePerform3: Procedure<DomainMigratePerform3Args, DomainMigratePerform3Result> = {
  kind: "call",
  name: "domainMigratePerform3",
  program: 0x20008086,
  version: 1,
  number: 216,
  args: codec.struct<DomainMigratePerform3Args>({
    dom: types.Domain,
    xmlin: codec.optional(codec.string),
    cookieIn: codec.bytes(4194304),
    dconnuri: codec.optional(codec.string),
    uri: codec.optional(codec.string),
    flags: codec.uhyper,
    dname: codec.optional(codec.string),
    resource: codec.uhyper,
  }),
  result: codec.struct<DomainMigratePerform3Result>({
    cookieOut: codec.bytes(4194304),
  }),
};

export interface DomainMigrateFinish3Args {
  readonly dname: string;
  readonly cookieIn: Uint8Array;
  readonly dconnuri: string | null;
  readonly uri: string | null;
  readonly flags: bigint;
  readonly cancelled: number;
}

export interface DomainMigrateFinish3Result {
  readonly dom: types.Domain;
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigrateFinish3`, procedure 217 of the remote program. */
export const domainMigrateFinish3: Procedure<DomainMigrateFinish3Args, DomainMigrateFinish3Result> = {
  kind: "call",
  name: "domainMigrateFinish3",
  program: 0x20008086,
  version: 1,
  number: 217,
  args: codec.struct<DomainMigrateFinish3Args>({
    dname: codec.string,
    cookieIn: codec.bytes(4194304),
    dconnuri: codec.optional(codec.string),
    uri: codec.optional(codec.string),
    flags: codec.uhyper,
    cancelled: codec.int,
  }),
  result: codec.struct<DomainMigrateFinish3Result>({
    dom: types.Domain,
    cookieOut: codec.bytes(4194304),
  }),
};

export interface DomainMigrateConfirm3Args {
  readonly dom: types.Domain;
  readonly cookieIn: Uint8Array;
  readonly flags: bigint;
  readonly cancelled: number;
}

/** `virDomainMigrateConfirm3`, procedure 218 of the remote program. */
export const domainMigrateConfirm3: Procedure<DomainMigrateConfirm3Args, void> = {
  kind: "call",
  name: "domainMigrateConfirm3",
  program: 0x20008086,
  version: 1,
  number: 218,
  args: codec.struct<DomainMigrateConfirm3Args>({
    dom: types.Domain,
    cookieIn: codec.bytes(4194304),
    flags: codec.uhyper,
    cancelled: codec.int,
  }),
  result: codec.nothing,
};

export interface DomainMigrateGetMaxSpeedArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainMigrateGetMaxSpeedResult {
  readonly bandwidth: bigint;
}

/** `virDomainMigrateGetMaxSpeed`, procedure 242 of the remote program. */
export const domainMigrateGetMaxSpeed: Procedure<DomainMigrateGetMaxSpeedArgs, DomainMigrateGetMaxSpeedResult> = {
  kind: "call",
  name: "domainMigrateGetMaxSpeed",
  program: 0x20008086,
  version: 1,
  number: 242,
  args: codec.struct<DomainMigrateGetMaxSpeedArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigrateGetMaxSpeedResult>({
    bandwidth: codec.uhyper,
  }),
};

export interface DomainMigrateGetCompressionCacheArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainMigrateGetCompressionCacheResult {
  readonly cacheSize: bigint;
}

/** `virDomainMigrateGetCompressionCache`, procedure 299 of the remote program. */
export const domainMigrateGetCompressionCache: Procedure<DomainMigrateGetCompressionCacheArgs, DomainMigrateGetCompressionCacheResult> = {
  kind: "call",
  name: "domainMigrateGetCompressionCache",
  program: 0x20008086,
  version: 1,
  number: 299,
  args: codec.struct<DomainMigrateGetCompressionCacheArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigrateGetCompressionCacheResult>({
    cacheSize: codec.uhyper,
  }),
};

export interface DomainMigrateSetCompressionCacheArgs {
  readonly dom: types.Domain;
  readonly cacheSize: bigint;
  readonly flags: number;
}

/** `virDomainMigrateSetCompressionCache`, procedure 300 of the remote program. */
export const domainMigrateSetCompressionCache: Procedure<DomainMigrateSetCompressionCacheArgs, void> = {
  kind: "call",
  name: "domainMigrateSetCompressionCache",
  program: 0x20008086,
  version: 1,
  number: 300,
  args: codec.struct<DomainMigrateSetCompressionCacheArgs>({
    dom: types.Domain,
    cacheSize: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainMigrateBegin3ParamsArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

export interface DomainMigrateBegin3ParamsResult {
  readonly cookieOut: Uint8Array;
  readonly xml: string;
}

/** `virDomainMigrateBegin3Params`, procedure 302 of the remote program. */
export const domainMigrateBegin3Params: Procedure<DomainMigrateBegin3ParamsArgs, DomainMigrateBegin3ParamsResult> = {
  kind: "call",
  name: "domainMigrateBegin3Params",
  program: 0x20008086,
  version: 1,
  number: 302,
  args: codec.struct<DomainMigrateBegin3ParamsArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigrateBegin3ParamsResult>({
    cookieOut: codec.bytes(4194304),
    xml: codec.string,
  }),
};

export interface DomainMigratePrepare3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}

export interface DomainMigratePrepare3ParamsResult {
  readonly cookieOut: Uint8Array;
  readonly uriOut: string | null;
}

/** `virDomainMigratePrepare3Params`, procedure 303 of the remote program. */
export const domainMigratePrepare3Params: Procedure<DomainMigratePrepare3ParamsArgs, DomainMigratePrepare3ParamsResult> = {
  kind: "call",
  name: "domainMigratePrepare3Params",
  program: 0x20008086,
  version: 1,
  number: 303,
  args: codec.struct<DomainMigratePrepare3ParamsArgs>({
    params: codec.list(typedParam, 64),
    cookieIn: codec.bytes(4194304),
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigratePrepare3ParamsResult>({
    cookieOut: codec.bytes(4194304),
    uriOut: codec.optional(codec.string),
  }),
};

export interface DomainMigratePrepareTunnel3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}

export interface DomainMigratePrepareTunnel3ParamsResult {
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigratePrepareTunnel3Params`, procedure 304 of the remote program. */
export const domainMigratePrepareTunnel3Params: Procedure<DomainMigratePrepareTunnel3ParamsArgs, DomainMigratePrepareTunnel3ParamsResult> = {
  kind: "call",
  name: "domainMigratePrepareTunnel3Params",
  program: 0x20008086,
  version: 1,
  number: 304,
  args: codec.struct<DomainMigratePrepareTunnel3ParamsArgs>({
    params: codec.list(typedParam, 64),
    cookieIn: codec.bytes(4194304),
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigratePrepareTunnel3ParamsResult>({
    cookieOut: codec.bytes(4194304),
  }),
  stream: "write",
};

export interface DomainMigratePerform3ParamsArgs {
  readonly dom: types.Domain;
  readonly dconnuri: string | null;
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}

export interface DomainMigratePerform3ParamsResult {
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigratePerform3Params`, procedure 305 of the remote program. */
export const domainMigratePerform3Params: Procedure<DomainMigratePerform3ParamsArgs, DomainMigratePerform3ParamsResult> = {
  kind: "call",
  name: "domainMigratePerform3Params",
  program: 0x20008086,
  version: 1,
  number: 305,
  args: codec.struct<DomainMigratePerform3ParamsArgs>({
    dom: types.Domain,
    dconnuri: codec.optional(codec.string),
    params: codec.list(typedParam, 64),
    cookieIn: codec.bytes(4194304),
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigratePerform3ParamsResult>({
    cookieOut: codec.bytes(4194304),
  }),
};

export interface DomainMigrateFinish3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
  readonly cancelled: number;
}

export interface DomainMigrateFinish3ParamsResult {
  readonly dom: types.Domain;
  readonly cookieOut: Uint8Array;
}

/** `virDomainMigrateFinish3Params`, procedure 306 of the remote program. */
export const domainMigrateFinish3Params: Procedure<DomainMigrateFinish3ParamsArgs, DomainMigrateFinish3ParamsResult> = {
  kind: "call",
  name: "domainMigrateFinish3Params",
  program: 0x20008086,
  version: 1,
  number: 306,
  args: codec.struct<DomainMigrateFinish3ParamsArgs>({
    params: codec.list(typedParam, 64),
    cookieIn: codec.bytes(4194304),
    flags: codec.uint,
    cancelled: codec.int,
  }),
  result: codec.struct<DomainMigrateFinish3ParamsResult>({
    dom: types.Domain,
    cookieOut: codec.bytes(4194304),
  }),
};

export interface DomainMigrateConfirm3ParamsArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
  readonly cancelled: number;
}

/** `virDomainMigrateConfirm3Params`, procedure 307 of the remote program. */
export const domainMigrateConfirm3Params: Procedure<DomainMigrateConfirm3ParamsArgs, void> = {
  kind: "call",
  name: "domainMigrateConfirm3Params",
  program: 0x20008086,
  version: 1,
  number: 307,
  args: codec.struct<DomainMigrateConfirm3ParamsArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 64),
    cookieIn: codec.bytes(4194304),
    flags: codec.uint,
    cancelled: codec.int,
  }),
  result: codec.nothing,
};

export interface DomainMigrateStartPostCopyArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainMigrateStartPostCopy`, procedure 364 of the remote program. */
export const domainMigrateStartPostCopy: Procedure<DomainMigrateStartPostCopyArgs, void> = {
  kind: "call",
  name: "domainMigrateStartPostCopy",
  program: 0x20008086,
  version: 1,
  number: 364,
  args: codec.struct<DomainMigrateStartPostCopyArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainMigrateGetMaxDowntimeArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainMigrateGetMaxDowntimeResult {
  readonly downtime: bigint;
}

/** `virDomainMigrateGetMaxDowntime`, procedure 387 of the remote program. */
export const domainMigrateGetMaxDowntime: Procedure<DomainMigrateGetMaxDowntimeArgs, DomainMigrateGetMaxDowntimeResult> = {
  kind: "call",
  name: "domainMigrateGetMaxDowntime",
  program: 0x20008086,
  version: 1,
  number: 387,
  args: codec.struct<DomainMigrateGetMaxDowntimeArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMigrateGetMaxDowntimeResult>({
    downtime: codec.uhyper,
  }),
};
