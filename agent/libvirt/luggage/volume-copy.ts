import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RemoteApi } from "../generated/remote-api.ts";
import { looking, type MoveKit, seconds } from "../migration/move-kit.ts";
import type { StreamPacket } from "../rpc/stream.ts";
import { BlockDigest } from "./block-digest.ts";

/** VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM and VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM. */
const sparse = 1;
const opening = seconds(60);

export interface Copied {
  readonly sha256: string;
  readonly lengthBytes: number;
}

/** A volume from its beginning to its end; each piece is taken before the next is asked for. */
export async function* readVolume(
  remote: RemoteApi,
  path: string,
  digest: BlockDigest,
): AsyncGenerator<StreamPacket> {
  const { vol } = await remote.storageVolLookupByPath({ path }, looking);
  const call = { vol, offset: 0n, length: 0n, flags: sparse };
  const { stream } = await remote.storageVolDownload(call, opening);
  let isWhole = false;
  try {
    for await (const packet of stream) {
      count(digest, packet);
      yield packet;
    }
    await stream.finish();
    isWhole = true;
  } finally {
    if (!isWhole) await stream.abort().catch(() => undefined);
  }
}

/** Writes a volume from its beginning. */
export async function writeVolume(
  remote: RemoteApi,
  path: string,
  packets: AsyncIterable<StreamPacket>,
): Promise<Copied> {
  const { vol } = await remote.storageVolLookupByPath({ path }, looking);
  const call = { vol, offset: 0n, length: 0n, flags: sparse };
  const { stream } = await remote.storageVolUpload(call, opening);
  const digest = new BlockDigest();
  try {
    for await (const packet of packets) {
      count(digest, packet);
      if (packet.kind === "data") await stream.write(packet.bytes);
      else stream.writeHole(packet.lengthBytes);
    }
    await stream.finish();
    return { lengthBytes: digest.lengthBytes, sha256: digest.hex() };
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
}

/** What lies on the disk now is read again and held against what was sent. */
export async function proveVolume(remote: RemoteApi, path: string, sent: Copied): Promise<void> {
  const digest = new BlockDigest();
  for await (const _packet of readVolume(remote, path, digest));
  const { lengthBytes } = digest;
  const sha256 = digest.hex();
  if (sha256 === sent.sha256) return;
  const cause = new Error(
    `it holds ${lengthBytes} bytes with digest ${sha256}, sent were ${sent.lengthBytes} with ${sent.sha256}`,
  );
  throw new NovaError("MIGRATION_FAILED", `read ${path} again after it was copied`, { cause });
}

function count(digest: BlockDigest, packet: StreamPacket): void {
  if (packet.kind === "data") digest.data(packet.bytes);
  else digest.hole(packet.lengthBytes);
}

/** Bytes that the volumes hold. */
export async function allocationOf(
  kit: MoveKit,
  disks: readonly { readonly path: string }[],
): Promise<number> {
  return await kit.storage(async ({ remote }) => {
    let total = 0;
    for (const { path } of disks) {
      const { vol } = await remote.storageVolLookupByPath({ path }, looking);
      total += Number((await remote.storageVolGetInfo({ vol }, looking)).allocation);
    }
    return total;
  });
}
