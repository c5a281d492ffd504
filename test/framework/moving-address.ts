import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** One address that leads to whichever server it is pointed at; moving it cuts what is open. */
export class MovingAddress {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async to(port: number): Promise<MovingAddress> {
    const server = createServer();
    const address = new MovingAddress(server, port);
    server.on("connection", (socket) => address.#carry(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return address;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  point(port: number): void {
    this.#port = port;
    for (const socket of this.#open) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #carry(socket: Socket): void {
    const far = connect(this.#port, "127.0.0.1");
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      this.#open.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        this.#open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
