/**
 * Procedures for snapshots, checkpoints and backup jobs of domains.
 * ./notation.ts says how a line reads.
 */
export const domainSnapshotTable = `
  185 domainSnapshotCreateXml(dom: Domain, xmlDesc: string, flags: uint) -> (snap: DomainSnapshot)
  186 domainSnapshotGetXmlDesc(snap: DomainSnapshot, flags: uint) -> (xml: string) high
  187 domainSnapshotNum(dom: Domain, flags: uint) -> (num: int) high
  188 domainSnapshotListNames(dom: Domain, maxnames: int, flags: uint) -> (names: string<16384>)
      high
  189 domainSnapshotLookupByName(dom: Domain, name: string, flags: uint) -> (snap: DomainSnapshot)
      high
  190 domainHasCurrentSnapshot(dom: Domain, flags: uint) -> (result: int)
  191 domainSnapshotCurrent(dom: Domain, flags: uint) -> (snap: DomainSnapshot)
  192 domainRevertToSnapshot(snap: DomainSnapshot, flags: uint)
  193 domainSnapshotDelete(snap: DomainSnapshot, flags: uint)
  244 domainSnapshotGetParent(snap: DomainSnapshot, flags: uint) -> (snap: DomainSnapshot) high
  246 domainSnapshotNumChildren(snap: DomainSnapshot, flags: uint) -> (num: int) high
  247 domainSnapshotListChildrenNames(snap: DomainSnapshot, maxnames: int, flags: uint) ->
      (names: string<16384>) high
  271 domainSnapshotIsCurrent(snap: DomainSnapshot, flags: uint) -> (current: int)
  272 domainSnapshotHasMetadata(snap: DomainSnapshot, flags: uint) -> (metadata: int)
  274 domainListAllSnapshots(dom: Domain, needResults: int, flags: uint) ->
      (snapshots: DomainSnapshot<16384>, ret: int) high
  275 domainSnapshotListAllChildren(snapshot: DomainSnapshot, needResults: int, flags: uint) ->
      (snapshots: DomainSnapshot<16384>, ret: int) high
  411 domainCheckpointCreateXml(dom: Domain, xmlDesc: string, flags: uint) ->
      (checkpoint: DomainCheckpoint)
  412 domainCheckpointGetXmlDesc(checkpoint: DomainCheckpoint, flags: uint) -> (xml: string)
  413 domainListAllCheckpoints(dom: Domain, needResults: int, flags: uint) ->
      (checkpoints: DomainCheckpoint<16384>, ret: int) high
  414 domainCheckpointListAllChildren(checkpoint: DomainCheckpoint, needResults: int, flags: uint)
      -> (checkpoints: DomainCheckpoint<16384>, ret: int) high
  415 domainCheckpointLookupByName(dom: Domain, name: string, flags: uint) ->
      (checkpoint: DomainCheckpoint) high
  416 domainCheckpointGetParent(checkpoint: DomainCheckpoint, flags: uint) ->
      (parent: DomainCheckpoint) high
  417 domainCheckpointDelete(checkpoint: DomainCheckpoint, flags: uint)
  421 domainBackupBegin(dom: Domain, backupXml: string, checkpointXml: string?, flags: uint)
  422 domainBackupGetXmlDesc(dom: Domain, flags: uint) -> (xml: string) high
`;
