// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Codec } from "../rpc/codec.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";

export interface Domain {
  readonly name: string;
  readonly uuid: string;
  readonly id: number;
}

export const Domain: Codec<Domain> = codec.struct<Domain>({
    name: codec.string,
    uuid: codec.uuid,
    id: codec.int,
  });

export interface VcpuInfo {
  readonly number: number;
  readonly state: number;
  readonly cpuTime: bigint;
  readonly cpu: number;
}

export const VcpuInfo: Codec<VcpuInfo> = codec.struct<VcpuInfo>({
    number: codec.uint,
    state: codec.int,
    cpuTime: codec.uhyper,
    cpu: codec.int,
  });

export interface Network {
  readonly name: string;
  readonly uuid: string;
}

export const Network: Codec<Network> = codec.struct<Network>({
    name: codec.string,
    uuid: codec.uuid,
  });

export interface StoragePool {
  readonly name: string;
  readonly uuid: string;
}

export const StoragePool: Codec<StoragePool> = codec.struct<StoragePool>({
    name: codec.string,
    uuid: codec.uuid,
  });

export interface StorageVol {
  readonly pool: string;
  readonly name: string;
  readonly key: string;
}

export const StorageVol: Codec<StorageVol> = codec.struct<StorageVol>({
    pool: codec.string,
    name: codec.string,
    key: codec.string,
  });

export interface NodeDevice {
  readonly name: string;
}

export const NodeDevice: Codec<NodeDevice> = codec.struct<NodeDevice>({
    name: codec.string,
  });

export interface Interface {
  readonly name: string;
  readonly mac: string;
}

export const Interface: Codec<Interface> = codec.struct<Interface>({
    name: codec.string,
    mac: codec.string,
  });

export interface Secret {
  readonly uuid: string;
  readonly usageType: number;
  readonly usageId: string;
}

export const Secret: Codec<Secret> = codec.struct<Secret>({
    uuid: codec.uuid,
    usageType: codec.int,
    usageId: codec.string,
  });

export interface DomainMemoryStat {
  readonly tag: number;
  readonly val: bigint;
}

export const DomainMemoryStat: Codec<DomainMemoryStat> = codec.struct<DomainMemoryStat>({
    tag: codec.int,
    val: codec.uhyper,
  });

export interface DomainEventGraphicsAddress {
  readonly family: number;
  readonly node: string;
  readonly service: string;
}

export const DomainEventGraphicsAddress: Codec<DomainEventGraphicsAddress> = codec.struct<DomainEventGraphicsAddress>({
    family: codec.int,
    node: codec.string,
    service: codec.string,
  });

export interface DomainEventGraphicsIdentity {
  readonly type: string;
  readonly name: string;
}

export const DomainEventGraphicsIdentity: Codec<DomainEventGraphicsIdentity> = codec.struct<DomainEventGraphicsIdentity>({
    type: codec.string,
    name: codec.string,
  });

export interface Nwfilter {
  readonly name: string;
  readonly uuid: string;
}

export const Nwfilter: Codec<Nwfilter> = codec.struct<Nwfilter>({
    name: codec.string,
    uuid: codec.uuid,
  });

export interface DomainSnapshot {
  readonly name: string;
  readonly dom: Domain;
}

export const DomainSnapshot: Codec<DomainSnapshot> = codec.struct<DomainSnapshot>({
    name: codec.string,
    dom: Domain,
  });

export interface NodeGetCpuStats {
  readonly field: string;
  readonly value: bigint;
}

export const NodeGetCpuStats: Codec<NodeGetCpuStats> = codec.struct<NodeGetCpuStats>({
    field: codec.string,
    value: codec.uhyper,
  });

export interface NodeGetMemoryStats {
  readonly field: string;
  readonly value: bigint;
}

export const NodeGetMemoryStats: Codec<NodeGetMemoryStats> = codec.struct<NodeGetMemoryStats>({
    field: codec.string,
    value: codec.uhyper,
  });

export interface DomainDiskError {
  readonly disk: string;
  readonly error: number;
}

export const DomainDiskError: Codec<DomainDiskError> = codec.struct<DomainDiskError>({
    disk: codec.string,
    error: codec.int,
  });

export interface DomainGetSecurityLabelRet {
  readonly label: readonly number[];
  readonly enforcing: number;
}

export const DomainGetSecurityLabelRet: Codec<DomainGetSecurityLabelRet> = codec.struct<DomainGetSecurityLabelRet>({
    label: codec.list(codec.char, 4097),
    enforcing: codec.int,
  });

export interface NetworkDhcpLease {
  readonly iface: string;
  readonly expirytime: bigint;
  readonly type: number;
  readonly mac: string | null;
  readonly iaid: string | null;
  readonly ipaddr: string;
  readonly prefix: number;
  readonly hostname: string | null;
  readonly clientid: string | null;
}

export const NetworkDhcpLease: Codec<NetworkDhcpLease> = codec.struct<NetworkDhcpLease>({
    iface: codec.string,
    expirytime: codec.hyper,
    type: codec.int,
    mac: codec.optional(codec.string),
    iaid: codec.optional(codec.string),
    ipaddr: codec.string,
    prefix: codec.uint,
    hostname: codec.optional(codec.string),
    clientid: codec.optional(codec.string),
  });

export interface DomainStatsRecord {
  readonly dom: Domain;
  readonly params: readonly TypedParameter[];
}

export const DomainStatsRecord: Codec<DomainStatsRecord> = codec.struct<DomainStatsRecord>({
    dom: Domain,
    params: codec.list(typedParam, 262144),
  });

export interface DomainFsinfo {
  readonly mountpoint: string;
  readonly name: string;
  readonly fstype: string;
  readonly devAliases: readonly string[];
}

export const DomainFsinfo: Codec<DomainFsinfo> = codec.struct<DomainFsinfo>({
    mountpoint: codec.string,
    name: codec.string,
    fstype: codec.string,
    devAliases: codec.list(codec.string, 256),
  });

export interface DomainIothreadInfo {
  readonly iothreadId: number;
  readonly cpumap: Uint8Array;
}

export const DomainIothreadInfo: Codec<DomainIothreadInfo> = codec.struct<DomainIothreadInfo>({
    iothreadId: codec.uint,
    cpumap: codec.bytes(2048),
  });

export interface DomainIpAddr {
  readonly type: number;
  readonly addr: string;
  readonly prefix: number;
}

export const DomainIpAddr: Codec<DomainIpAddr> = codec.struct<DomainIpAddr>({
    type: codec.int,
    addr: codec.string,
    prefix: codec.uint,
  });

export interface DomainInterface {
  readonly name: string;
  readonly hwaddr: string | null;
  readonly addrs: readonly DomainIpAddr[];
}

export const DomainInterface: Codec<DomainInterface> = codec.struct<DomainInterface>({
    name: codec.string,
    hwaddr: codec.optional(codec.string),
    addrs: codec.list(DomainIpAddr, 2048),
  });

export interface NwfilterBinding {
  readonly portdev: string;
  readonly filtername: string;
}

export const NwfilterBinding: Codec<NwfilterBinding> = codec.struct<NwfilterBinding>({
    portdev: codec.string,
    filtername: codec.string,
  });

export interface NetworkPort {
  readonly net: Network;
  readonly uuid: string;
}

export const NetworkPort: Codec<NetworkPort> = codec.struct<NetworkPort>({
    net: Network,
    uuid: codec.uuid,
  });

export interface DomainCheckpoint {
  readonly name: string;
  readonly dom: Domain;
}

export const DomainCheckpoint: Codec<DomainCheckpoint> = codec.struct<DomainCheckpoint>({
    name: codec.string,
    dom: Domain,
  });
