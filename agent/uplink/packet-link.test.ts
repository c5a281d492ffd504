import { Duplex } from "node:stream";
import { generate, type Packet } from "mqtt-packet";
import { expect, it } from "vitest";
import { PacketLink } from "./packet-link.ts";

/** A socket whose other side writes but does not read. */
class Unread extends Duplex {
  override _read(): void {}
  override _write(): void {}
}

interface Told {
  readonly packets: Packet[];
  readonly closed: Promise<unknown>;
}

function begin(socket: Duplex): { readonly link: PacketLink; readonly told: Told } {
  const packets: Packet[] = [];
  let tell: (error: unknown) => void = () => undefined;
  const closed = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const link = new PacketLink(socket, { packet: (one) => packets.push(one), closed: tell });
  link.start();
  return { link, told: { packets, closed } };
}

it("breaks off where answers pile up that nobody reads", async () => {
  const { link, told } = begin(new Unread());
  for (let messageId = 1; messageId <= 1_001; messageId += 1) {
    link.answer({ cmd: "puback", messageId });
  }
  expect(await told.closed).toMatchObject({ message: expect.stringContaining("does not read") });
});

it("hears packets however they are cut", async () => {
  const socket = new Unread();
  const { told } = begin(socket);
  const bytes = Buffer.concat([
    generate({ cmd: "pingresp" }),
    generate({
      cmd: "publish",
      topic: "a/b",
      payload: "x",
      qos: 1,
      messageId: 5,
      dup: false,
      retain: false,
    }),
  ]);
  for (const byte of bytes) socket.push(Buffer.from([byte]));
  await expect.poll(() => told.packets.map(({ cmd }) => cmd)).toEqual(["pingresp", "publish"]);
});

it("takes what is no packet for the end", async () => {
  const socket = new Unread();
  const { told } = begin(socket);
  socket.push(Buffer.from([0x00, 0x00]));
  expect(await told.closed).toBeInstanceOf(Error);
});
