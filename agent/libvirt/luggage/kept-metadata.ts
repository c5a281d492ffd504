import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { acting, looking } from "../migration/move-kit.ts";
import type { KeptSnapshot } from "../migration/move-record.ts";

/** virDomainSnapshotListFlags and virDomainCheckpointListFlags: parents before their children. */
const snapshotsInOrder = 1 << 10;
const checkpointsInOrder = 1 << 1;
/** VIR_DOMAIN_SNAPSHOT_XML_SECURE and VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN. */
const secure = 1;
const withoutDomain = 2;
/** VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE and _CURRENT; the first is _CHECKPOINT_CREATE_REDEFINE, too. */
const redefine = 1;
const asCurrent = 2;
/** VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY. */
const metadataOnly = 2;

/** What libvirt keeps of a machine's snapshots besides their data, parents first. */
export async function readSnapshots(remote: RemoteApi, dom: Domain): Promise<KeptSnapshot[]> {
  const call = { dom, needResults: 1, flags: snapshotsInOrder };
  const { snapshots } = await remote.domainListAllSnapshots(call, looking);
  const found: KeptSnapshot[] = [];
  for (const snap of snapshots) {
    const { xml } = await remote.domainSnapshotGetXmlDesc({ snap, flags: secure }, looking);
    const { current } = await remote.domainSnapshotIsCurrent({ snap, flags: 0 }, looking);
    found.push({ xml, isCurrent: current === 1 });
  }
  return found;
}

/** Without the definition of then: it serves for reading only, and may name what is no more. */
export async function readCheckpoints(remote: RemoteApi, dom: Domain): Promise<string[]> {
  const call = { dom, needResults: 1, flags: checkpointsInOrder };
  const { checkpoints } = await remote.domainListAllCheckpoints(call, looking);
  const found: string[] = [];
  for (const checkpoint of checkpoints) {
    const how = { checkpoint, flags: withoutDomain };
    found.push((await remote.domainCheckpointGetXmlDesc(how, looking)).xml);
  }
  return found;
}

/** libvirt forgets the snapshots; their data stays where it is. */
export async function forgetSnapshots(remote: RemoteApi, dom: Domain): Promise<void> {
  const call = { dom, needResults: 1, flags: snapshotsInOrder };
  const { snapshots } = await remote.domainListAllSnapshots(call, looking);
  for (const snap of snapshots.toReversed()) {
    await remote.domainSnapshotDelete({ snap, flags: metadataOnly }, acting);
  }
}

/** Defines them anew, as often as it is asked. */
export async function defineKept(
  remote: RemoteApi,
  dom: Domain,
  {
    snapshots,
    checkpoints,
  }: { readonly snapshots: readonly KeptSnapshot[]; readonly checkpoints: readonly string[] },
): Promise<void> {
  for (const { xml, isCurrent } of snapshots) {
    const flags = isCurrent ? redefine | asCurrent : redefine;
    await remote.domainSnapshotCreateXml({ dom, xmlDesc: xml, flags }, acting);
  }
  for (const xmlDesc of checkpoints) {
    await remote.domainCheckpointCreateXml({ dom, xmlDesc, flags: redefine }, acting);
  }
}
