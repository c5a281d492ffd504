import { mayUse } from "@novacron/control-plane/app/access/bus-rules";
import type { BusAccess, BusIdentity } from "@novacron/control-plane/ports/bus-access";
import type { HostId } from "@novacron/protocol/domain/ids";

interface Login {
  readonly kind: BusIdentity["kind"];
  readonly password: string;
  host: HostId | null;
}

/** Logins in memory with the rules of the topic table: what a broker under test asks. */
export class TableAccess implements BusAccess {
  readonly #logins = new Map<string, Login>();

  add(name: string, login: Login): void {
    this.#logins.set(name, { ...login });
  }

  async authenticateBus(name: string, password: string): Promise<BusIdentity | null> {
    const login = this.#logins.get(name);
    if (login === undefined || login.password !== password) return null;
    return { name, kind: login.kind, host: login.host };
  }

  async authenticateCertificate(): Promise<null> {
    return null;
  }

  async bindBusHost(name: string, host: HostId): Promise<boolean> {
    const login = this.#logins.get(name);
    if (login === undefined || login.kind !== "agent") return false;
    login.host ??= host;
    return login.host === host;
  }

  mayReceive(): boolean {
    return true;
  }

  authorizeBus(identity: BusIdentity, action: "publish" | "subscribe", topic: string): boolean {
    return mayUse(identity, action, topic);
  }
}
