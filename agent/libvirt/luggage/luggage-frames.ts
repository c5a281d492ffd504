import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";

const path = z.string().min(1).max(4_096);
const xml = z.string().max(4_194_304);

/** What the source says to the target beside libvirt's migration. */
export const luggageWord = z.discriminatedUnion("type", [
  /** Parents first. */
  z.object({ type: z.literal("snapshot"), xml, isCurrent: z.boolean() }),
  z.object({ type: z.literal("checkpoint"), xml }),
  /** Its bytes and holes follow, then `end`. */
  z.object({ type: z.literal("disk"), target: z.string().max(64) }),
  z.object({ type: z.literal("nvram"), path }),
  z.object({ type: z.literal("end"), sha256: z.string().length(64) }),
  z.object({ type: z.literal("done") }),
  /** The target's only answer: everything lies here as it was sent, or why not. */
  z.object({ type: z.literal("answer"), problem: z.string().max(1_000).nullable() }),
]);
export type LuggageWord = z.infer<typeof luggageWord>;

export type LuggageItem =
  | { readonly kind: "word"; readonly word: LuggageWord }
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "hole"; readonly lengthBytes: bigint };

const kinds = { word: 1, data: 2, hole: 3 } as const;
const headBytes = 5;
/** libvirt's own limit of a string is 4 MiB; its stream packets are far smaller. */
const frameMax = 32 * 1024 ** 2;

/** A frame is the length of what follows its head (4 bytes, big endian), its kind (1 byte), and its content. */
export function luggageFrame(item: LuggageItem): Buffer[] {
  const content = contentOf(item);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(content.length, 0);
  head.writeUInt8(kinds[item.kind], 4);
  return [head, content];
}

function contentOf(item: LuggageItem): Buffer {
  if (item.kind === "word") return Buffer.from(JSON.stringify(item.word));
  if (item.kind === "data") return item.bytes;
  const content = Buffer.alloc(8);
  content.writeBigUInt64BE(item.lengthBytes);
  return content;
}

/** Sends one item; resolves when more may be sent. Rejects where the other side is gone. */
export async function sendLuggage(socket: Duplex, item: LuggageItem): Promise<void> {
  if (socket.destroyed) throw gone();
  const [head, content] = luggageFrame(item) as [Buffer, Buffer];
  socket.write(head);
  if (socket.write(content)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (act: () => void) => () => {
      socket.off("drain", onDrain);
      socket.off("close", onClose);
      act();
    };
    const onDrain = settle(resolve);
    const onClose = settle(() => reject(gone()));
    socket.on("drain", onDrain);
    socket.on("close", onClose);
  });
}

/** Every item that comes, until the other side ends. */
export async function* readLuggage(socket: AsyncIterable<Buffer>): AsyncGenerator<LuggageItem> {
  const chunks: Buffer[] = [];
  let held = 0;
  let wanted = headBytes;
  for await (const chunk of socket) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    let rest = Buffer.concat(chunks);
    for (;;) {
      const length = rest.length >= headBytes ? rest.readUInt32BE(0) : 0;
      if (length > frameMax) throw unreadable(`a message of ${length} bytes`);
      wanted = headBytes + length;
      if (rest.length < wanted) break;
      yield itemOf(rest.readUInt8(4), rest.subarray(headBytes, wanted));
      rest = rest.subarray(wanted);
      wanted = headBytes;
    }
    chunks.splice(0, chunks.length, rest);
    held = rest.length;
  }
}

function itemOf(kind: number, content: Buffer): LuggageItem {
  switch (kind) {
    case kinds.word: {
      const word = luggageWord.safeParse(parsed(content));
      if (!word.success) throw unreadable("a word that is not known");
      return { kind: "word", word: word.data };
    }
    case kinds.data:
      return { kind: "data", bytes: content };
    case kinds.hole:
      if (content.length !== 8) throw unreadable("a hole without its length");
      return { kind: "hole", lengthBytes: content.readBigUInt64BE() };
    default:
      throw unreadable(`a message of kind ${kind}`);
  }
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return null;
  }
}

function unreadable(why: string): NovaError {
  return new NovaError("MIGRATION_GATE_REFUSED", "read what comes along with a machine", {
    cause: new Error(why),
  });
}

function gone(): NovaError {
  return new NovaError("STREAM_CLOSED", "send what goes along with a machine");
}
