import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuthorityView } from "@novacron/protocol/http/authority";
import type { Assignments, HostReport } from "@novacron/protocol/messages/report";
import type { BroughtAuthority, RotatingAuthority } from "../../ports/certificate-authority.ts";
import type { IdentityRow } from "../../ports/trust-tables.ts";
import { isTrusted } from "./identity-view.ts";

export interface AuthorityRotationPorts {
  readonly ca: RotatingAuthority;
  readonly identities: () => readonly IdentityRow[];
  /** Says to a host again what it may rely on, the authorities among it. */
  readonly tell: (host: HostId) => void;
  /** Ends what a host has open. */
  readonly cut: (host: HostId, why: string) => Promise<void>;
}

/**
 * One certificate authority after another, without a moment in which a host and its control plane do not know each
 * other: the next one is trusted everywhere first, then it signs and hosts renew, then the one before is withdrawn.
 * Each step waits until no host would be left behind, or is told to leave those behind.
 */
export class AuthorityRotation {
  readonly #ports: AuthorityRotationPorts;
  /** As each agent said in its newest report of this life. */
  readonly #said = new Map<HostId, NonNullable<HostReport["authorities"]>>();

  constructor(ports: AuthorityRotationPorts) {
    this.#ports = ports;
  }

  heard({ host, authorities }: HostReport): void {
    if (authorities !== undefined) this.#said.set(host, authorities);
  }

  /** For assignments: nothing until there was a change, since hosts know the first one by joining. */
  told(): Pick<Assignments, "authorities"> {
    const { ca } = this.#ports;
    if (!ca.hasRotated()) return {};
    const trusted = ca.authorities().map(({ pem }) => pem);
    return { authorities: { trusted, issuer: ca.issuer() } };
  }

  view(): AuthorityView {
    const { ca, identities } = this.#ports;
    const authorities = ca.authorities();
    const next = authorities.find(({ state }) => state === "next");
    const old = authorities.find(({ state }) => state === "old");
    const rows = identities().filter(isTrusted);
    const unaware = rows.filter(
      ({ host }) => next !== undefined && !this.#said.get(host)?.trusted.includes(next.hash),
    );
    const notRenewed = rows.filter((row) => old !== undefined && this.#isBy(old.hash, row));
    return {
      authorities: authorities.map(({ pem, ...facts }) => ({ ...facts, certificate: pem })),
      unaware: unaware.map(idAndName),
      notRenewed: notRenewed.map(idAndName),
    };
  }

  async begin(own: BroughtAuthority | null): Promise<AuthorityView> {
    const attempted = "begin to replace the certificate authority";
    if (this.#ports.ca.authorities().length > 1) {
      throw new NovaError("CONFLICT", attempted, { next: "End or abandon the change under way" });
    }
    await this.#ports.ca.prepare(own);
    return this.#tellAll();
  }

  async abandon(): Promise<AuthorityView> {
    this.#expect("next", "take back the next certificate authority");
    await this.#ports.ca.abandon();
    return this.#tellAll();
  }

  async switchOver(force: boolean): Promise<AuthorityView> {
    const attempted = "let the next certificate authority sign";
    this.#expect("next", attempted);
    const next = "Wait until these hosts are online and trust it, or revoke or forget them";
    if (!force) refuseWith(attempted, this.view().unaware, next);
    await this.#ports.ca.switchOver();
    return this.#tellAll();
  }

  async withdraw(force: boolean): Promise<AuthorityView> {
    const attempted = "withdraw the old certificate authority";
    this.#expect("old", attempted);
    const { notRenewed } = this.view();
    const next = "Wait until these hosts are online and renew, or revoke or forget them";
    if (!force) refuseWith(attempted, notRenewed, next);
    await this.#ports.ca.withdraw();
    for (const { id } of notRenewed) await this.#ports.cut(id, "its authority was withdrawn");
    return this.#tellAll();
  }

  /** An answer to a renewal may be lost, so what the agent says counts where it said something. */
  #isBy(hash: string, { host, issuer = hash }: IdentityRow): boolean {
    return issuer === hash || this.#said.get(host)?.issuer === hash;
  }

  #expect(state: "next" | "old", attempted: string): void {
    if (this.#ports.ca.authorities().some((one) => one.state === state)) return;
    const next = state === "next" ? "Begin a change first" : "Switch to the next one first";
    throw new NovaError("CONFLICT", attempted, { next });
  }

  #tellAll(): AuthorityView {
    for (const { host } of this.#ports.identities()) this.#ports.tell(host);
    return this.view();
  }
}

function refuseWith(attempted: string, left: AuthorityView["unaware"], next: string): void {
  if (left.length === 0) return;
  const details = { hosts: left.slice(0, 20).map(({ name }) => name), count: left.length };
  throw new NovaError("CONFLICT", attempted, { details, next });
}

function idAndName({ host, name }: IdentityRow) {
  return { id: host, name };
}
