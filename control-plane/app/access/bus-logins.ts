import { loginName } from "@novacron/protocol/domain/access";
import type { HostId } from "@novacron/protocol/domain/ids";
import { everything, type Scope, scopeText } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MqttUser } from "@novacron/protocol/http/integrations";
import type { Person } from "@novacron/protocol/http/session";
import type { AgentLink } from "../../ports/agent-link.ts";
import type { BusIdentity } from "../../ports/bus-access.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { BusLoginRow, StateTx } from "../../ports/state-store.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { Committer } from "../support/committer.ts";
import { addressLimits, Throttle } from "./throttle.ts";

export interface BusLoginsPorts {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly committer: Committer;
  readonly link: AgentLink;
  readonly url: string;
  /** Whether a host speaks by its certificate: then no password stands in for it. */
  readonly needsCertificate: (host: HostId) => boolean;
}

/**
 * Logins on the bus. All are kept in memory, so that a thousand agents that connect at once ask no store.
 * Their passwords are made here, long and random, so a fast digest is enough.
 */
export class BusLogins {
  readonly #ports: BusLoginsPorts;
  readonly #rows = new Map<string, BusLoginRow>();
  readonly #throttle = new Throttle(addressLimits);

  constructor(ports: BusLoginsPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    for (const row of await tx.busLogins()) this.#rows.set(row.name, row);
  }

  authenticate(name: string, password: string, address: string): BusIdentity | null {
    const { secrets, clock } = this.#ports;
    const now = clock.monotonicMs();
    if (this.#throttle.waitMs(address, now) > 0) return null;
    const row = this.#rows.get(name);
    const digest = `sha256:${secrets.digest(password)}`;
    const isRight = secrets.same(digest, row?.passwordHash ?? `sha256:${secrets.digest("")}`);
    const isBarred = row?.host != null && this.#ports.needsCertificate(row.host);
    if (row === undefined || !isRight || isBarred) {
      this.#throttle.failed(address, now);
      return null;
    }
    this.#throttle.succeeded(address);
    const { kind, host, scope } = row;
    return { name: row.name, kind, host, ...(scope === undefined ? {} : { scope }) };
  }

  /** An agent of no host yet speaks for the first one it names, for ever; one host has one login. */
  async bind(name: string, host: HostId): Promise<boolean> {
    const known = this.#rows.get(name);
    if (known === undefined || known.kind !== "agent") return false;
    if (this.#ports.needsCertificate(host)) return false;
    if (known.host !== null) return known.host === host;
    return this.#ports.committer.runWith(async (draft, tx) => {
      const row = this.#rows.get(name);
      if (row === undefined || row.host !== null) return row?.host === host;
      const isTaken = [...this.#rows.values()].some((one) => one.host === host);
      if (isTaken) return false;
      const bound = { ...row, host };
      await tx.putBusLogin(bound);
      draft.after(() => this.#rows.set(name, bound));
      return true;
    });
  }

  users(): { readonly items: readonly MqttUser[]; readonly url: string } {
    const rows = [...this.#rows.values()].filter((row) => row.kind === "integration");
    const items = rows.map(userOf);
    return { items, url: this.#ports.url };
  }

  async add(person: Person, name: string, scope: Scope) {
    const { clock } = this.#ports;
    const attempted = `make MQTT user ${name}`;
    const checked = loginName.safeParse(name);
    if (!checked.success) throw new NovaError("BAD_REQUEST", attempted);
    const password = this.#ports.secrets.make();
    const row = this.#row({ name, kind: "integration", host: null, scope }, password, person.name);
    await this.#ports.committer.runWith(async (draft, tx) => {
      const names = (await tx.busLogins()).map((one) => one.name);
      if (names.includes(name)) {
        throw new NovaError("CONFLICT", `${attempted}: it exists`, {
          next: "Choose another name, or remove that one first",
        });
      }
      await tx.putBusLogin(row);
      const where = scope.kind === "everything" ? "" : ` for ${scopeText(scope)}`;
      const sentence = `${person.name} made the MQTT user ${name}${where}`;
      draft.record(accessEntry({ at: clock.now(), actor: person.name, sentence }));
      draft.after(() => this.#rows.set(name, row));
    });
    return { ...userOf(row), password, url: this.#ports.url };
  }

  async remove(person: Person, name: string): Promise<void> {
    const { clock, committer, link } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      if (this.#rows.get(name)?.kind !== "integration") {
        throw new NovaError("NOT_FOUND", `remove MQTT user ${name}`);
      }
      await tx.deleteBusLogin(name);
      const sentence = `${person.name} removed the MQTT user ${name}`;
      draft.record(accessEntry({ at: clock.now(), actor: person.name, sentence }));
      draft.after(() => this.#rows.delete(name));
    });
    await link.disconnectLogin(name);
  }

  async issueAgent(name: string, host: HostId | null, kept?: string) {
    const { secrets, committer } = this.#ports;
    if (kept !== undefined && this.#isAgentPassword(name, kept)) return { name, password: kept };
    const password = secrets.make();
    await committer.runWith(async (draft, tx) => {
      const known = this.#rows.get(name);
      if (known !== undefined && known.kind !== "agent") {
        throw new NovaError("CONFLICT", `make agent login ${name}: an MQTT user has that name`);
      }
      const of = { name, kind: "agent", host: host ?? known?.host ?? null } as const;
      const row = this.#row(of, password, "novacron");
      await tx.putBusLogin(row);
      draft.after(() => this.#rows.set(name, row));
    });
    return { name, password };
  }

  #isAgentPassword(name: string, password: string): boolean {
    const { secrets } = this.#ports;
    const row = this.#rows.get(name);
    if (row?.kind !== "agent") return false;
    return secrets.same(`sha256:${secrets.digest(password)}`, row.passwordHash);
  }

  #row(
    of: Pick<BusLoginRow, "name" | "kind" | "host" | "scope">,
    password: string,
    createdBy: string,
  ): BusLoginRow {
    const { secrets, clock } = this.#ports;
    const passwordHash = `sha256:${secrets.digest(password)}`;
    return { ...of, passwordHash, createdAt: clock.now(), createdBy };
  }
}

function userOf({ name, createdAt, createdBy, scope = everything }: BusLoginRow): MqttUser {
  return { name, createdAt, createdBy, scope };
}
