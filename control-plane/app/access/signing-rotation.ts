import type { HostId } from "@novacron/protocol/domain/ids";
import { signingKeyId } from "@novacron/protocol/domain/signing";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { SigningView } from "@novacron/protocol/http/signing";
import type { HostReport } from "@novacron/protocol/messages/report";
import type { SigningKeys } from "../../ports/signer.ts";
import type { FleetState } from "../inventory/fleet-state.ts";

export interface SigningRotationPorts {
  readonly signing: SigningKeys;
  readonly fleet: FleetState;
  /** Says to a host again what it may rely on, the keys among it. */
  readonly tell: (host: HostId) => void;
}

/**
 * One key after another, without a moment in which agents know none: the next key is made and told under the
 * present one; when every agent has said that it knows it, it signs and the present one is gone.
 */
export class SigningRotation {
  readonly #ports: SigningRotationPorts;
  /** Names of keys, as each agent said in its newest report of this life. */
  readonly #known = new Map<HostId, readonly string[]>();

  constructor(ports: SigningRotationPorts) {
    this.#ports = ports;
  }

  heard({ host, signingKeys = [] }: HostReport): void {
    this.#known.set(host, signingKeys);
  }

  view(): SigningView {
    const { signing, fleet } = this.#ports;
    const keys = signing.keys().map((publicKey, index) => ({
      id: signingKeyId(publicKey),
      publicKey,
      state: index === 0 ? ("signing" as const) : ("next" as const),
    }));
    const next = keys.find(({ state }) => state === "next");
    const rows = next === undefined ? [] : [...fleet.hosts.values()];
    const unaware = rows.filter(({ id }) => !(this.#known.get(id) ?? []).includes(next?.id ?? ""));
    return { keys, unaware: unaware.map(({ id, name }) => ({ id, name })) };
  }

  async begin(): Promise<SigningView> {
    await this.#ports.signing.prepare();
    this.#tellAll();
    return this.view();
  }

  /** CONFLICT where there is no next key, or a host would not know its control plane any more. */
  async complete(force: boolean): Promise<SigningView> {
    const attempted = "sign with the next key";
    const { keys, unaware } = this.view();
    if (keys.length < 2) {
      throw new NovaError("CONFLICT", attempted, { next: "Begin a rotation first" });
    }
    if (unaware.length > 0 && !force) {
      const details = { hosts: unaware.slice(0, 20).map(({ name }) => name) };
      const next = "Wait until these hosts are online and know it, or forget or renew them";
      throw new NovaError("CONFLICT", attempted, { details, next });
    }
    await this.#ports.signing.complete();
    this.#tellAll();
    return this.view();
  }

  #tellAll(): void {
    for (const host of this.#ports.fleet.hosts.keys()) this.#ports.tell(host);
  }
}
