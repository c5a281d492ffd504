import type { HostId } from "@novacron/protocol/domain/ids";
import { parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HostIdentity, Membership, Revocations } from "@novacron/protocol/http/trust";
import type { HostStatus } from "@novacron/protocol/messages/report";
import type { BusIdentity } from "../../ports/bus-access.ts";
import type { CheckedRequest } from "../../ports/certificate-authority.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { EnrolmentTokenRow, IdentityRow } from "../../ports/trust-tables.ts";
import { addressLimits, Throttle } from "../access/throttle.ts";
import { ownActor, unknownActor } from "../audit/entry.ts";
import type { Draft } from "../inventory/draft.ts";
import { accessEntry } from "../record/access-entries.ts";
import { type CloneWatches, stepClone, unwatched } from "./clone-watch.ts";
import { decideEnrolment } from "./decide-enrolment.ts";
import { EnrolmentTokens } from "./enrolment-tokens.ts";
import { Identities, withoutKey } from "./identities.ts";
import { identityView, isTrusted } from "./identity-view.ts";
import { issueMembership } from "./issue-membership.ts";
import { type TrustPorts, trustLimits } from "./trust-ports.ts";

export interface Enrolment {
  readonly token: string;
  readonly host: HostId;
  readonly name: string;
  readonly request: string;
  readonly qemuRequest: string | null;
}

interface Checked {
  readonly request: CheckedRequest;
  readonly qemuRequest: CheckedRequest | null;
  readonly address: string;
}

/** Which hosts belong to the fleet, by which key, and what ends that. */
export class FleetTrust {
  readonly tokens: EnrolmentTokens;
  readonly identities = new Identities();
  readonly #ports: TrustPorts;
  readonly #throttle = new Throttle(addressLimits);
  readonly #clones: CloneWatches = new Map();
  /** Where the newest connection of each host came from. */
  readonly #addresses = new Map<HostId, string>();

  constructor(ports: TrustPorts) {
    this.#ports = ports;
    this.tokens = new EnrolmentTokens(ports);
  }

  load(tx: StateTx): Promise<void> {
    return this.identities.load(tx);
  }

  facts() {
    const { ca, settings, clock } = this.#ports;
    return { ca: ca.caPem(), caHash: ca.caHash(), tls: settings.tls, now: clock.now() };
  }

  list(): readonly HostIdentity[] {
    const now = this.#ports.clock.now();
    return this.identities.all().map((row) => identityView(row, now));
  }

  /** Of one host, for its view; null where it never joined by certificate. */
  identity(host: HostId): HostIdentity | null {
    const row = this.identities.get(host);
    return row === null ? null : identityView(row, this.#ports.clock.now());
  }

  /** A host that has an identity speaks by its certificate alone: no password stands in for it. */
  needsCertificate(host: HostId): boolean {
    return this.identities.get(host) !== null;
  }

  // Joining

  /**
   * Token and request become an identity, or nothing happens: token, identity and record are one
   * transaction, and transactions run one after another, so of any number of joins with one token one wins.
   */
  async enrol(asked: Enrolment, address: string): Promise<Membership> {
    const { ca } = this.#ports;
    const attempted = `join the fleet as host ${asked.host}`;
    this.#holdBack(attempted, address);
    if (!this.#ports.settings.tls) throw withoutTls(attempted);
    const token = parseEnrolmentToken(asked.token);
    if (token === null) throw this.#refuseJoin(attempted, address, "not a token");
    const checked: Checked = {
      address,
      request: await ca.readRequest(asked.request),
      qemuRequest: asked.qemuRequest === null ? null : await ca.readRequest(asked.qemuRequest),
    };
    const outcome = await this.#ports.committer.runWith(async (draft, tx) => {
      const row = await this.tokens.proven(tx, token.id, token.secret);
      return row === null ? "unknown" : this.#admit({ draft, tx }, row, asked, checked);
    });
    if (typeof outcome !== "string") return outcome;
    if (outcome === "wait") throw new NovaError("HOST_REIMAGED", attempted);
    if (outcome === "key-revoked") throw new NovaError("IDENTITY_REVOKED", attempted);
    throw this.#refuseJoin(attempted, address, outcome);
  }

  async #admit(
    { draft, tx }: { readonly draft: Draft; readonly tx: StateTx },
    token: EnrolmentTokenRow,
    asked: Enrolment,
    checked: Checked,
  ): Promise<Membership | string> {
    const now = this.#ports.clock.now();
    const { host, name } = asked;
    const { keyHash } = checked.request;
    const known = this.identities.get(host);
    const verdict = decideEnrolment(token, known, { host, keyHash }, now);
    if (verdict.kind === "refuse") return verdict.reason;
    if (verdict.kind === "key-revoked") return verdict.kind;
    if (verdict.kind === "wait") {
      if (known !== null) await this.#letWait(draft, tx, { known, name, keyHash, now, checked });
      return verdict.kind;
    }
    const { membership, row } = await issueMembership(this.#ports, {
      host,
      name,
      now,
      known,
      request: checked.request,
      qemuRequest: checked.qemuRequest,
    });
    const used = { at: now, host, address: checked.address };
    if (!verdict.repeat) await tx.trust.putToken({ ...token, used });
    await this.identities.put(draft, tx, row);
    const again = known === null ? "" : " again";
    const sentence = `Host ${name} joined${again} with a token of ${token.createdBy}`;
    draft.record(accessEntry({ at: now, actor: token.createdBy, sentence }));
    if (known !== null && known.keyHash !== keyHash) draft.after(() => this.cut(host, "new key"));
    return membership;
  }

  /** Another key wants to be a host that is known: said to people, with what they can check it by. */
  async #letWait(
    draft: Draft,
    tx: StateTx,
    of: {
      readonly known: IdentityRow;
      readonly name: string;
      readonly keyHash: string;
      readonly now: number;
      readonly checked: Checked;
    },
  ): Promise<void> {
    const { known, name, keyHash, now, checked } = of;
    if (known.waiting?.keyHash === keyHash) return;
    const { address } = checked;
    const waiting = { keyHash, name, address, at: now, approvedBy: null };
    await this.identities.put(draft, tx, { ...known, waiting });
    const sentence = `Somebody at ${address} with another key asks to be host ${known.name}`;
    draft.record(accessEntry({ at: now, actor: "unknown", sentence, severity: "warning" }));
  }

  /** `certificate` was presented, and its key proven, by the TLS connection that asks. */
  async renew(certificate: Uint8Array | null, qemuRequest: string | null): Promise<Membership> {
    const { ca, clock, committer } = this.#ports;
    const attempted = "renew a host's certificate";
    const shown = certificate === null ? null : ca.readHostCertificate(certificate);
    const row = shown === null ? null : this.identities.get(shown.host);
    const now = clock.now();
    if (shown === null || row === null || now > shown.notAfter + trustLimits.renewalGraceMs) {
      throw new NovaError("CERTIFICATE_REFUSED", attempted);
    }
    mayRenew(attempted, row, shown.keyHash);
    const request = { publicKey: shown.publicKey, keyHash: shown.keyHash };
    const qemu = qemuRequest === null ? null : await ca.readRequest(qemuRequest);
    return committer.runWith(async (draft, tx) => {
      const known = mayRenew(attempted, this.identities.get(row.host), shown.keyHash);
      const { host, name } = known;
      const wish = { host, name, now, known, request, qemuRequest: qemu };
      const { membership, row: next } = await issueMembership(this.#ports, wish);
      await this.identities.put(draft, tx, next);
      return membership;
    });
  }

  // What people decide

  async revoke(by: string, host: HostId): Promise<void> {
    const { clock, committer } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const row = this.identities.get(host);
      if (row === null) throw new NovaError("NOT_FOUND", `revoke the identity of host ${host}`);
      if (row.revoked !== null) return;
      const now = clock.now();
      const revoked = { at: now, by };
      await this.identities.put(draft, tx, { ...withoutKey(row, now), revoked });
      const sentence = `${by} revoked the identity of host ${row.name}`;
      draft.record(accessEntry({ at: now, actor: by, sentence, severity: "warning" }));
    });
    await this.cut(host, "revoked");
  }

  async approve(by: string, host: HostId, keyHash: string): Promise<HostIdentity> {
    const { clock, committer } = this.#ports;
    const attempted = `approve a new key of host ${host}`;
    return committer.runWith(async (draft, tx) => {
      const row = this.identities.get(host);
      if (row === null || row.waiting === null) throw new NovaError("NOT_FOUND", attempted);
      if (row.waiting.keyHash !== keyHash) {
        const next = "Another key waits by now: look at it again before approving";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      const now = clock.now();
      const approved: IdentityRow = { ...row, waiting: { ...row.waiting, approvedBy: by } };
      await this.identities.put(draft, tx, approved);
      const sentence = `${by} approved a new key of host ${row.name}`;
      draft.record(accessEntry({ at: now, actor: by, sentence }));
      return identityView(approved, now);
    });
  }

  /** The host is forgotten: its certificate is worth nothing, and it may join as a new one. */
  async forget(draft: Draft, tx: StateTx, host: HostId): Promise<void> {
    await this.identities.delete(draft, tx, host, this.#ports.clock.now());
    draft.after(() => {
      this.#clones.delete(host);
      this.#addresses.delete(host);
      void this.cut(host, "forgotten");
    });
  }

  /** For brokers that are not ours: signed lists of certificates, and hosts whose words do not count. */
  async revocations(): Promise<Revocations> {
    const { ca, clock } = this.#ports;
    const now = clock.now();
    const until = now + trustLimits.revocationListMs;
    const revoked = this.identities.revoked(now);
    // A broker whose clock is behind must not take it for one of the future, and let nobody in.
    const from = now - trustLimits.backdateMs;
    const lists = await ca.revocationLists({ revoked, now: from, until });
    const hosts = this.identities.all().filter((row) => !isTrusted(row));
    return { lists, hosts: hosts.map(({ host }) => host), now, until };
  }

  // Who speaks

  /** Who stands behind a client certificate; null where nobody that is trusted does. */
  authenticate(certificate: Uint8Array, address: string): BusIdentity | null {
    const { ca, clock } = this.#ports;
    const shown = ca.readHostCertificate(certificate);
    const row = shown === null ? null : this.identities.get(shown.host);
    const isTheirs = shown !== null && row !== null && row.keyHash === shown.keyHash;
    if (isTheirs && isTrusted(row) && clock.now() < shown.notAfter) {
      this.#addresses.set(row.host, address);
      return { name: certificateName(row.host), kind: "agent", host: row.host };
    }
    return this.#refuseConnection(address, faultOf(row), row?.host ?? null);
  }

  /** Whether who shows this certificate, or none, may dial a stream as this host. */
  mayDial(host: HostId, certificate: Uint8Array | null, address: string): boolean {
    if (!this.needsCertificate(host)) return true;
    if (certificate === null) {
      this.#refuseConnection(address, "CERTIFICATE_REFUSED", host);
      return false;
    }
    return this.authenticate(certificate, address)?.host === host;
  }

  /**
   * Whether a host's words count. Our own broker lets nobody in that is not trusted; another one may not know
   * yet, or may let the old certificate in until it ends.
   */
  isHeard(host: HostId): boolean {
    const row = this.identities.get(host);
    return row === null || isTrusted(row);
  }

  /** An agent came online: one more of the same process, the next process, or a copy. */
  async onStatus(status: HostStatus): Promise<void> {
    const { host, session, at } = status;
    const row = this.identities.get(host);
    if (row === null || status.state !== "online" || !isTrusted(row)) return;
    const evidence = evidenceOf(status, this.#addresses.get(host));
    const [next, copies] = stepClone(this.#clones.get(host) ?? unwatched, {
      session,
      at,
      evidence,
    });
    this.#clones.set(host, next);
    if (copies !== null) await this.#cloned(host, copies);
  }

  async #cloned(host: HostId, evidence: readonly string[]): Promise<void> {
    const { clock, committer, record, log } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const row = this.identities.get(host);
      if (row === null || row.cloned !== null) return;
      const now = clock.now();
      const cloned = { at: now, evidence };
      await this.identities.put(draft, tx, { ...withoutKey(row, now), cloned });
      const sentence = `Two agents use the identity of host ${row.name}: neither is obeyed`;
      draft.record(accessEntry({ at: now, actor: "novacron", sentence, severity: "critical" }));
      const detail = { evidence: evidence.join("; ") };
      const what = { action: "host.cloned", target: `host:${host}`, outcome: "done" } as const;
      await record(tx, { actor: ownActor, ...what, code: "IDENTITY_CLONED", detail });
    });
    log.warn({ host, evidence }, "two agents use one identity, neither is obeyed");
    await this.cut(host, "cloned");
  }

  /** Ends the connections of hosts whose certificate ended without being renewed. */
  async tick(): Promise<void> {
    const { clock, committer } = this.#ports;
    const now = clock.now();
    if (this.identities.isSweepDue(now)) {
      await committer.runWith((draft, tx) => this.identities.sweep(draft, tx, now));
    }
    for (const row of this.identities.all()) {
      if (row.notAfter <= now && isTrusted(row)) await this.cut(row.host, "certificate expired");
    }
  }

  /** Ends what a host has open. */
  async cut(host: HostId, why: string): Promise<void> {
    this.#ports.tunnels.closeHost(host, `the host's identity: ${why}`);
    if (!this.isHeard(host)) this.#ports.barred(host);
    await this.#ports.link.disconnectHost(host);
  }

  #holdBack(attempted: string, address: string): void {
    const waitMs = this.#throttle.waitMs(address, this.#ports.clock.monotonicMs());
    if (waitMs === 0) return;
    const details = { retryAfterMs: Math.ceil(waitMs) };
    throw new NovaError("RATE_LIMITED", attempted, { details });
  }

  #refuseJoin(attempted: string, address: string, reason: string): NovaError {
    if (reason === "unknown" || reason === "not a token") {
      this.#throttle.failed(address, this.#ports.clock.monotonicMs());
    }
    return new NovaError("ENROLMENT_REFUSED", attempted, { details: { reason } });
  }

  /** Of the bus and the tunnel; what HTTP refuses is written down there. */
  #refuseConnection(address: string, code: CertificateFault, host: HostId | null): null {
    const actor = unknownActor(address);
    const target = host === null ? null : `host:${host}`;
    this.#ports.refused({ actor, action: "host.connect", target, outcome: "refused", code });
    return null;
  }
}

/** A certificate would be worth nothing on a bus without TLS, and bar the host from using a password. */
function withoutTls(attempted: string): NovaError {
  return new NovaError("ENROLMENT_REFUSED", attempted, {
    details: { reason: "without TLS" },
    next: "Let the control plane listen on an address that hosts reach, or set NOVACRON_TLS=fleet",
  });
}

type CertificateFault = "IDENTITY_CLONED" | "IDENTITY_REVOKED" | "CERTIFICATE_REFUSED";

function mayRenew(attempted: string, row: IdentityRow | null, keyHash: string): IdentityRow {
  if (row === null) throw new NovaError("CERTIFICATE_REFUSED", attempted);
  if (row.keyHash !== keyHash) throw new NovaError("IDENTITY_REVOKED", attempted);
  if (!isTrusted(row)) throw new NovaError(faultOf(row), attempted);
  return row;
}

function faultOf(row: IdentityRow | null): CertificateFault {
  if (row?.cloned != null) return "IDENTITY_CLONED";
  return row?.revoked != null ? "IDENTITY_REVOKED" : "CERTIFICATE_REFUSED";
}

/** Bus name of a host that speaks by certificate; no login can have it, as names hold no colon. */
export function certificateName(host: HostId): string {
  return `host:${host}`;
}

function evidenceOf({ session, at, machine }: HostStatus, address: string | undefined): string {
  const where = machine === undefined ? "" : ` on machine ${machine}`;
  const from = address === undefined ? "" : ` from ${address}`;
  return `agent process ${session.slice(0, 8)}${where}${from}, at ${new Date(at).toISOString()}`;
}
