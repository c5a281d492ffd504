import { randomBytes } from "node:crypto";
import { Mosquitto } from "../conformance/mosquitto.ts";
import type { BusLogin } from "./logins.ts";

/** Somebody who got hold of the broker itself. */
export const thiefName = "thief";
/** The name under which tests follow the bus. */
const witnessName = "witness";

/** A real mosquitto with the rules of docs/operate/mqtt.md, and the logins of a stack. */
export class StackBroker {
  readonly #mosquitto: Mosquitto;
  readonly #address: string;
  readonly #passwords: ReadonlyMap<string, string>;

  private constructor(
    mosquitto: Mosquitto,
    address: string,
    passwords: ReadonlyMap<string, string>,
  ) {
    this.#mosquitto = mosquitto;
    this.#address = address;
    this.#passwords = passwords;
  }

  /** An agent's user name is its host's id. */
  static async start(address: string, hosts: readonly string[]): Promise<StackBroker> {
    const names = ["novacron", witnessName, thiefName, ...hosts];
    const passwords = new Map(names.map((name) => [name, randomBytes(12).toString("hex")]));
    const mosquitto = await Mosquitto.start(passwords, [witnessName], {
      address,
      owners: [thiefName],
    });
    return new StackBroker(mosquitto, address, passwords);
  }

  loginOf(username: string): BusLogin {
    const password = this.#passwords.get(username);
    if (password === undefined) throw new Error(`the broker has no login ${username}`);
    return { url: `mqtt://${this.#address}:${this.#mosquitto.port}`, username, password };
  }

  witness(): BusLogin {
    return this.loginOf(witnessName);
  }

  /** An address with the login inside. */
  urlFor(username: string): string {
    const { url, password } = this.loginOf(username);
    return url.replace("mqtt://", `mqtt://${username}:${password}@`);
  }

  kill(): Promise<void> {
    return this.#mosquitto.kill();
  }

  /** Again on the same port, with nothing kept: retained messages are gone. */
  up(): Promise<void> {
    return this.#mosquitto.up();
  }

  stop(): Promise<void> {
    return this.#mosquitto.stop();
  }
}
