import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { Domain, Network } from "./generated/types.ts";
import { type Codec, int, optional, string, struct } from "./rpc/codec.ts";

/** An error as libvirt sends it: virNetMessageError. */
export interface RemoteError {
  readonly code: number;
  readonly domain: number;
  readonly message: string | null;
  readonly level: number;
  readonly dom: Domain | null;
  readonly str1: string | null;
  readonly str2: string | null;
  readonly str3: string | null;
  readonly int1: number;
  readonly int2: number;
  readonly net: Network | null;
}

export const remoteError: Codec<RemoteError> = struct<RemoteError>({
  code: int,
  domain: int,
  message: optional(string),
  level: int,
  dom: optional(Domain),
  str1: optional(string),
  str2: optional(string),
  str3: optional(string),
  int1: int,
  int2: int,
  net: optional(Network),
});

/** virErrorNumber, as far as the agent decides by it. */
export const LIBVIRT_CODE = {
  internalError: 1,
  noSupport: 3,
  invalidArg: 8,
  operationFailed: 9,
  xmlError: 27,
  operationDenied: 29,
  systemError: 38,
  rpc: 39,
  noDomain: 42,
  noNetwork: 43,
  authFailed: 45,
  noStoragePool: 49,
  noStorageVol: 50,
  operationInvalid: 55,
  noSecret: 66,
  configUnsupported: 67,
  operationTimeout: 68,
  noDomainSnapshot: 72,
  argumentUnsupported: 74,
  operationAborted: 78,
  noDomainMetadata: 80,
  migrateUnsafe: 81,
  operationUnsupported: 84,
  agentUnresponsive: 86,
  resourceBusy: 87,
  accessDenied: 88,
  storageVolExist: 90,
  deviceMissing: 99,
  noDomainCheckpoint: 103,
  noDomainBackup: 104,
  agentCommandTimeout: 112,
  agentCommandFailed: 113,
} as const;

/** What libvirt itself answered; its number, domain and level stand in the details, too. */
export class LibvirtError extends NovaError {
  readonly libvirt: RemoteError;

  constructor(attempted: string, libvirt: RemoteError) {
    super(novaCode(libvirt.code), attempted, {
      details: {
        libvirtCode: libvirt.code,
        libvirtDomain: libvirt.domain,
        libvirtLevel: libvirt.level,
        libvirtMessage: libvirt.message ?? "",
      },
      cause: new Error(libvirt.message ?? `libvirt error ${libvirt.code}`),
    });
    this.name = "LibvirtError";
    this.libvirt = libvirt;
  }
}

export const isNoDomain = codeIs(LIBVIRT_CODE.noDomain);
export const isNoNetwork = codeIs(LIBVIRT_CODE.noNetwork);
export const isNoStoragePool = codeIs(LIBVIRT_CODE.noStoragePool);
export const isNoStorageVolume = codeIs(LIBVIRT_CODE.noStorageVol);
export const isVolumeThere = codeIs(LIBVIRT_CODE.storageVolExist);
export const isNoSnapshot = codeIs(LIBVIRT_CODE.noDomainSnapshot);
export const isNoMetadata = codeIs(LIBVIRT_CODE.noDomainMetadata);
/** The object is not in a state for this call, such as starting what runs. */
export const isOperationInvalid = codeIs(LIBVIRT_CODE.operationInvalid);
/** The guest agent is absent or silent, or did not do as asked. */
export const isAgentFailure = codeIs(
  LIBVIRT_CODE.agentUnresponsive,
  LIBVIRT_CODE.agentCommandTimeout,
  LIBVIRT_CODE.agentCommandFailed,
);
/** This server or driver cannot do it, whatever the state. */
export const isUnsupported = codeIs(
  LIBVIRT_CODE.noSupport,
  LIBVIRT_CODE.configUnsupported,
  LIBVIRT_CODE.argumentUnsupported,
  LIBVIRT_CODE.operationUnsupported,
);

/** Time ran out, on our side or on libvirt's (a machine busy with another job). */
export function isTimeout(error: unknown): boolean {
  return error instanceof NovaError && error.code === "LIBVIRT_TIMEOUT";
}

/** There is no connection, or it went before the answer: what was asked may have happened. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof NovaError && error.code === "LIBVIRT_UNAVAILABLE";
}

function codeIs(...codes: readonly number[]): (error: unknown) => error is LibvirtError {
  return (error): error is LibvirtError =>
    error instanceof LibvirtError && codes.includes(error.libvirt.code);
}

function novaCode(code: number): ErrorCode {
  switch (code) {
    case LIBVIRT_CODE.noDomain:
    case LIBVIRT_CODE.noNetwork:
    case LIBVIRT_CODE.noStoragePool:
    case LIBVIRT_CODE.noStorageVol:
    case LIBVIRT_CODE.noDomainSnapshot:
    case LIBVIRT_CODE.noDomainCheckpoint:
      return "NOT_FOUND";
    case LIBVIRT_CODE.operationInvalid:
      return "ACTION_NOT_POSSIBLE";
    case LIBVIRT_CODE.operationTimeout:
    case LIBVIRT_CODE.agentCommandTimeout:
      return "LIBVIRT_TIMEOUT";
    default:
      return "LIBVIRT_ERROR";
  }
}
