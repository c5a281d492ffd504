import { vi } from "vitest";
import { Connection, type ConnectionOptions } from "../rpc/connection.ts";
import { dialUnix } from "../transport/transport.ts";
import { FakeLibvirt, type FakePeer } from "./fake-server.ts";
import { ManualClock } from "./manual-clock.ts";

/** A fake daemon, one connection to it, and time that stands still. */
export interface Harness {
  readonly fake: FakeLibvirt;
  readonly peer: FakePeer;
  readonly clock: ManualClock;
  readonly connection: Connection;
  readonly closedWith: () => Error | undefined;
  close(): Promise<void>;
}

export async function connectToFake(options: Partial<ConnectionOptions> = {}): Promise<Harness> {
  const fake = await FakeLibvirt.listen();
  const clock = new ManualClock();
  const transport = await dialUnix(fake.address.socketPath, { clock, timeoutMs: 1_000 });
  let closed: Error | undefined;
  const onClose = (error: Error) => {
    closed = error;
  };
  const connection = new Connection(transport, { clock, onClose, ...options });
  connection.listen();
  await vi.waitFor(() => fake.peer);
  const close = async () => {
    connection.close(new Error("test over"));
    await fake.close();
  };
  return { fake, peer: fake.peer, clock, connection, closedWith: () => closed, close };
}
