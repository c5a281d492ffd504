/**
 * Procedures for storage pools and volumes.
 * ./notation.ts says how a line reads.
 */
export const storageTable = `
  76 storagePoolCreateXml(xml: string, flags: uint) -> (pool: StoragePool)
  77 storagePoolDefineXml(xml: string, flags: uint) -> (pool: StoragePool) high
  78 storagePoolCreate(pool: StoragePool, flags: uint)
  79 storagePoolBuild(pool: StoragePool, flags: uint)
  80 storagePoolDestroy(pool: StoragePool) high
  81 storagePoolDelete(pool: StoragePool, flags: uint)
  82 storagePoolUndefine(pool: StoragePool) high
  83 storagePoolRefresh(pool: StoragePool, flags: uint)
  84 storagePoolLookupByName(name: string) -> (pool: StoragePool) high
  85 storagePoolLookupByUuid(uuid: uuid) -> (pool: StoragePool) high
  86 storagePoolLookupByVolume(vol: StorageVol) -> (pool: StoragePool) high
  87 storagePoolGetInfo(pool: StoragePool) -> (state: uchar, capacity: uhyper, allocation: uhyper,
      available: uhyper) high
  88 storagePoolGetXmlDesc(pool: StoragePool, flags: uint) -> (xml: string) high
  89 storagePoolGetAutostart(pool: StoragePool) -> (autostart: int) high
  90 storagePoolSetAutostart(pool: StoragePool, autostart: int) high
  91 storagePoolNumOfVolumes(pool: StoragePool) -> (num: int) high
  92 storagePoolListVolumes(pool: StoragePool, maxnames: int) -> (names: string<16384>) high
  93 storageVolCreateXml(pool: StoragePool, xml: string, flags: uint) -> (vol: StorageVol)
  94 storageVolDelete(vol: StorageVol, flags: uint)
  95 storageVolLookupByName(pool: StoragePool, name: string) -> (vol: StorageVol) high
  96 storageVolLookupByKey(key: string) -> (vol: StorageVol) high
  97 storageVolLookupByPath(path: string) -> (vol: StorageVol) high
  98 storageVolGetInfo(vol: StorageVol) -> (type: char, capacity: uhyper, allocation: uhyper) high
  99 storageVolGetXmlDesc(vol: StorageVol, flags: uint) -> (xml: string) high
  100 storageVolGetPath(vol: StorageVol) -> (name: string) high
  125 storageVolCreateXmlFrom(pool: StoragePool, xml: string, clonevol: StorageVol, flags: uint)
      -> (vol: StorageVol)
  154 storagePoolIsActive(pool: StoragePool) -> (active: int) high
  155 storagePoolIsPersistent(pool: StoragePool) -> (persistent: int) high
  165 storageVolWipe(vol: StorageVol, flags: uint)
  208 storageVolUpload(vol: StorageVol, offset: uhyper, length: uhyper, flags: uint) stream write
  209 storageVolDownload(vol: StorageVol, offset: uhyper, length: uhyper, flags: uint) stream read
  259 storageVolWipePattern(vol: StorageVol, algorithm: uint, flags: uint)
  260 storageVolResize(vol: StorageVol, capacity: uhyper, flags: uint)
  282 storagePoolListAllVolumes(pool: StoragePool, needResults: int, flags: uint) ->
      (vols: StorageVol<16384>, ret: uint) high
  378 storageVolGetInfoFlags(vol: StorageVol, flags: uint) -> (type: char, capacity: uhyper,
      allocation: uhyper) high
  391 storagePoolLookupByTargetPath(path: string) -> (pool: StoragePool) high
`;
