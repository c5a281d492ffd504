import type { Role } from "@novacron/protocol/domain/access";
import { userId } from "@novacron/protocol/domain/ids";
import { holderOf } from "@novacron/protocol/domain/may";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { SystemView } from "@novacron/protocol/http/system";
import type { OpenChange } from "../../../app/audit/audit.ts";
import type { AuditEntry } from "../../../app/audit/entry.ts";
import type { ControlPlane, Proof, Seen } from "../../../app/control-plane.ts";
import { fleetOf, hostViewOf, machineRowOf } from "./stand-in-views.ts";

export const people = {
  vera: { role: "viewer", id: "00000000-0000-4000-8000-000000000001" },
  otto: { role: "operator", id: "00000000-0000-4000-8000-000000000002" },
  anna: { role: "administrator", id: "00000000-0000-4000-8000-000000000003" },
} as const satisfies Record<string, { role: Role; id: string }>;
export type PersonName = keyof typeof people;

/** Secrets of the stand-in are plain to read: `token-anna`, `session-vera`; a password is `pw-NAME`. */
export const secretOf = (via: "session" | "token", name: PersonName) => `${via}-${name}`;

/**
 * An application without a fleet behind it, for tests of the HTTP adapter alone: it knows three people,
 * counts what reached it, and has one host and as many machines as wanted.
 */
export class StandIn implements ControlPlane {
  readonly calls: string[] = [];
  readonly ended = new Set<string>();
  machineCount = 1;
  /** Thrown by the next call of `fleet`. */
  fault: unknown = null;

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async login(name: string, password: string, address: string) {
    this.calls.push(`login ${name} ${address}`);
    const proof = proofOf(name, "session");
    if (proof === null || password !== `pw-${name}`) {
      throw new NovaError("BAD_CREDENTIALS", `log in ${name}`);
    }
    return { ...proof, secret: `session-${name}`, expiresAt: Date.now() + 3_600_000 };
  }
  async provenBySession(secret: string): Promise<Proof | null> {
    return this.#proven(secret, "session");
  }
  async provenByToken(secret: string): Promise<Proof | null> {
    return this.#proven(secret, "token");
  }
  #proven(secret: string, via: "session" | "token"): Proof | null {
    const [kind, name = ""] = secret.split("-");
    return kind !== via || this.ended.has(secret) ? null : proofOf(name, via);
  }
  async logout(secret: string): Promise<void> {
    this.ended.add(secret);
  }
  readonly projects: ControlPlane["projects"] = {
    list: () => [],
    view: (id) => {
      this.calls.push("showProject");
      throw new NovaError("NOT_FOUND", `find project ${id}`);
    },
    add: () => this.#reached("addProject"),
    change: () => this.#reached("changeProject"),
    remove: () => this.#reached("deleteProject"),
    assign: () => this.#reached("assignMachines"),
    tag: () => this.#reached("tagMachine"),
  };
  readonly rollouts: ControlPlane["rollouts"] = {
    list: () => this.#reached("listReleases"),
    show: () => ({ rollout: null }),
    begin: () => this.#reached("startRollout"),
    steer: () => this.#reached("steerRollout"),
  };
  readonly maintenances = this.#anything("maintenances") as ControlPlane["maintenances"];
  readonly limits = this.#anything("limits") as ControlPlane["limits"];
  readonly placement = new Proxy({} as ControlPlane["placement"], {
    get: (_target, part) => this.#anything(String(part)),
  });
  readonly moves = this.#anything("moves") as ControlPlane["moves"];
  readonly restoring: ControlPlane["restoring"] = {
    override: () => this.#reached("endRestoring"),
  };
  readonly rows: AuditEntry[] = [];
  async beginChange(entry: Omit<AuditEntry, "outcome" | "code">): Promise<OpenChange> {
    return {
      end: async (outcome, code, more) => {
        this.rows.push({ ...entry, ...more, outcome, code });
      },
    };
  }
  async recordChange(entry: AuditEntry): Promise<void> {
    this.rows.push(entry);
  }
  refused(entry: AuditEntry): void {
    this.rows.push(entry);
  }
  async auditRows() {
    return { items: [], next: null };
  }
  async auditHead() {
    const checkpoint = { seq: 0, at: 0, hash: "0".repeat(64), signature: "" };
    return { checkpoint, publicKey: "", checkpoints: [], problem: null };
  }
  /** Whatever is asked of accounts, roles and tokens counts as reached. */
  readonly people = new Proxy({} as ControlPlane["people"], {
    get: (_target, part) => this.#anything(String(part)),
  });
  /** What a test has put into it, else whatever is asked counts as reached. */
  #anything(part: string): object {
    return new Proxy(new Map<PropertyKey, unknown>(), {
      get: (own, name) => own.get(name) ?? (() => this.#reached(`${part}.${String(name)}`)),
      set: (own, name, value) => own.set(name, value).has(name),
    });
  }
  seenBy(): Seen {
    return this;
  }
  sees() {
    return true;
  }
  wasSeen() {
    return true;
  }
  seesPlans() {
    return this.seesHosts();
  }

  seesHosts() {
    return true;
  }
  seesProject() {
    return true;
  }
  seesRecord() {
    return true;
  }
  whenEnded(): void {}

  fleet() {
    if (this.fault !== null) throw this.fault;
    return fleetOf();
  }
  hosts() {
    return [hostViewOf()];
  }
  host(): never {
    throw new NovaError("NOT_FOUND", "show a host");
  }
  machines({ limit }: { limit: number }) {
    const items = this.machineRows().slice(0, limit);
    return { items, total: this.machineCount };
  }
  machine(): never {
    throw new NovaError("NOT_FOUND", "show a machine");
  }
  machineRow() {
    return machineRowOf(0);
  }
  machineRows() {
    return Array.from({ length: this.machineCount }, (_, index) => machineRowOf(index));
  }
  machineFigures() {
    return null;
  }
  hostView() {
    return hostViewOf();
  }
  operationNow() {
    return null;
  }
  newestSampleAt() {
    return null;
  }
  latestOf() {
    return { at: 1, values: { cpuUsed: 0.5, diskReadLatencyMs: 4, memoryUsedBytes: 1_024 } };
  }

  requestOperation() {
    return this.#reached("requestOperation");
  }
  cancelOperation() {
    return this.#reached("cancelOperation");
  }
  async operations() {
    return { items: [], total: 0 };
  }
  operation() {
    return this.#reached("operation");
  }
  setHostInterval() {
    return this.#reached("setHostInterval");
  }
  detail() {
    return this.#reached("detail");
  }
  forgetHost() {
    return this.#reached("forgetHost");
  }
  resolveConflict() {
    return this.#reached("resolveConflict");
  }
  definition() {
    return this.#reached("machineDefinition");
  }
  openConsole() {
    return this.#reached("openConsole");
  }
  takeConsole() {
    return this.#reached("takeConsole");
  }
  async range() {
    return { stepMs: 1_000, series: [] };
  }
  async top() {
    return { items: [] };
  }
  async record() {
    return [];
  }
  async asOf() {
    return { at: 1, items: [] };
  }
  async mqttUsers() {
    return { items: [], url: "mqtt://127.0.0.1:8471" };
  }
  addMqttUser() {
    return this.#reached("addMqttUser");
  }
  deleteMqttUser() {
    return this.#reached("deleteMqttUser");
  }
  issueAgentLogin() {
    return this.#reached("issueAgentLogin");
  }
  async authenticateBus() {
    return null;
  }
  async authenticateCertificate() {
    return null;
  }
  async bindBusHost() {
    return false;
  }
  mayReceive() {
    return false;
  }
  authorizeBus() {
    return false;
  }
  async system(): Promise<SystemView> {
    return {
      version: "0.1.0",
      epoch: 1,
      startedAt: 1,
      restoring: null,
      stores: [],
      broker: { url: "mqtt://127.0.0.1:8471", embedded: true, connected: true, clients: 0 },
      queues: [{ name: "ingest", value: 1, limit: 10, dropped: 2, help: "Batches that wait" }],
      refused: [{ sender: 'a"b', reason: "malformed", count: 3, lastAt: 1 }],
    };
  }
  async readiness() {
    return { ready: false, parts: { state: "ok", metrics: "unavailable" } };
  }
  epoch() {
    return 1;
  }
  firstLogin() {
    return null;
  }

  readonly signing: ControlPlane["signing"] = {
    view: () => ({ keys: [], unaware: [] }),
    begin: async () => ({ keys: [], unaware: [] }),
    complete: async () => ({ keys: [], unaware: [] }),
  };

  readonly authority: ControlPlane["authority"] = {
    view: () => noAuthorities,
    begin: async () => noAuthorities,
    abandon: async () => noAuthorities,
    switchOver: async () => noAuthorities,
    withdraw: async () => noAuthorities,
  };

  readonly trust: ControlPlane["trust"] = {
    facts: () => ({ ca: "ca", caHash: "h".repeat(43), tls: false, now: 1 }),
    list: () => [],
    enrol: () => this.#reached("enrol"),
    renew: () => this.#reached("renew"),
    revocations: async () => ({ lists: "crl", hosts: [], now: 1, until: 2 }),
    revoke: () => this.#reached("revokeIdentity"),
    approve: () => this.#reached("approveIdentity"),
    tokens: {
      list: async () => [],
      create: () => this.#reached("createEnrolmentToken"),
      revoke: () => this.#reached("revokeEnrolmentToken"),
    },
  };

  /** Says that a request came through, with an error that no check before it gives. */
  async #reached(name: string): Promise<never> {
    this.calls.push(name);
    throw new NovaError("NOT_FOUND", name);
  }
}

const noAuthorities = { authorities: [], unaware: [], notRenewed: [] };

function proofOf(name: string, via: "session" | "token"): Proof | null {
  if (!Object.hasOwn(people, name)) return null;
  const { id, role } = people[name as PersonName];
  const account = { id: userId.parse(id), name, role, via, source: "local" } as const;
  return {
    person: {
      ...account,
      token: via === "token" ? `id-${name}` : null,
      tokenExpiresAt: null,
      secondFactor: false,
      ...holderOf(role),
    },
    expiresAt: null,
    session: via === "session" ? `id-${name}` : null,
    token: via === "token" ? `id-${name}` : null,
    idleEndsAt: null,
  };
}
