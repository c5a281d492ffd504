import type { HostId } from "@novacron/protocol/domain/ids";
import type { ReleaseManifest } from "@novacron/protocol/domain/release";
import { type Rollout, type RolloutHost, rollout } from "@novacron/protocol/domain/rollout";
import { planWaves } from "@novacron/protocol/domain/rollout-plan";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  listReleasesRoute,
  startRolloutRoute,
  steerRolloutRoute,
} from "@novacron/protocol/http/releases";
import type { AnswerOf, BodyOf } from "@novacron/protocol/http/route";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { ReleaseShelf, ShelvedRelease } from "../../ports/release-shelf.ts";
import type { HostRow, StateTx } from "../../ports/state-store.ts";
import { type AuditEntry, ownActor } from "../audit/entry.ts";
import type { Commander, Wanted } from "../bus/commander.ts";
import { commandIdOf } from "../operations/command-id.ts";
import type { Committer } from "../support/committer.ts";
import {
  noMemory,
  type RolloutEvent,
  type RolloutNow,
  type SeenHost,
  stepRollout,
} from "./rollout.ts";

export interface RolloutsPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly committer: Committer;
  /** Null: this control plane keeps no releases. */
  readonly shelf: ReleaseShelf | null;
  readonly hosts: () => Iterable<HostRow>;
  readonly seen: (host: HostId) => SeenHost | null;
  readonly commander: Commander;
  /** Throws while this control plane may command nothing. */
  readonly refuse: (attempted: string) => void;
  /** For the audit log: an agent did not take what this control plane offered it. */
  readonly refused: (entry: AuditEntry) => void;
}

const metaKey = "rollout";
const tickMs = 1_000;

/** The one upgrade of agents under way: carries out what `stepRollout` decides, stored before anything is sent. */
export class Rollouts {
  readonly #ports: RolloutsPorts;
  #now: RolloutNow | null = null;
  #release: ShelvedRelease | null = null;
  #cancelTimer: (() => void) | null = null;
  #isRunning = false;

  constructor(ports: RolloutsPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const text = await tx.getMeta(metaKey);
    if (text !== null) this.#now = { rollout: rollout.parse(JSON.parse(text)), memory: noMemory };
  }

  start(): void {
    this.#isRunning = true;
    this.#arm();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  async list(): Promise<AnswerOf<typeof listReleasesRoute>> {
    const found = (await this.#ports.shelf?.list()) ?? [];
    const items = found.map(({ manifest, trusted }) => {
      const { version, commit, minFrom } = manifest;
      return { version, commit, minFrom, archs: archsOf(manifest), trusted };
    });
    return { items };
  }

  show(): { readonly rollout: Rollout | null } {
    return { rollout: this.#now?.rollout ?? null };
  }

  async begin(by: string, body: BodyOf<typeof startRolloutRoute>) {
    const attempted = `upgrade the agents to ${body.version}`;
    this.#ports.refuse(attempted);
    const release = await this.#trusted(body.version, attempted);
    const { committer, clock } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      if (this.#isOpen()) {
        const next = "Wait until the upgrade under way ends, or cancel it";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      const begun: Rollout = {
        version: body.version,
        state: "running",
        startedBy: by,
        startedAt: clock.now(),
        endedAt: null,
        confirmWithinMs: body.confirmWithinMs,
        hosts: this.#plan(release.manifest, body),
      };
      if (!begun.hosts.some(({ state }) => state === "waiting")) {
        const details = { hosts: begun.hosts.map(({ name, problem }) => `${name}: ${problem}`) };
        throw new NovaError("RELEASE_REFUSED", `${attempted}: no host can be`, { details });
      }
      await tx.putMeta(metaKey, JSON.stringify(begun));
      draft.after(() => {
        this.#now = { rollout: begun, memory: noMemory };
        this.#release = release;
        this.#arm();
      });
      return { rollout: begun };
    });
  }

  async steer({ action }: BodyOf<typeof steerRolloutRoute>) {
    if (!this.#isOpen())
      throw new NovaError("CONFLICT", `${action} the upgrade: none is under way`);
    await this.#handle({ type: action });
    return this.show();
  }

  /** True where the event is of an order of ours. */
  async onCommandEvent(event: CommandEvent): Promise<boolean> {
    const one = this.#now?.rollout.hosts.find(({ operation }) => operation === event.operation);
    if (one === undefined || one.host !== event.host) return false;
    if (event.type === "failed") {
      const { code, message } = event.problem;
      this.#ports.refused({
        actor: { ...ownActor, name: `agent ${one.name}` },
        action: "agent.upgrade",
        target: `host:${one.host}`,
        outcome: "refused",
        code,
        detail: { version: this.#now?.rollout.version ?? "" },
      });
      await this.#handle({ type: "refused", host: one.host, problem: `${code}: ${message}` });
    } else {
      await this.#handle({ type: "taken", host: one.host });
    }
    return true;
  }

  async #trusted(version: string, attempted: string): Promise<ShelvedRelease> {
    const { shelf } = this.#ports;
    const found = (await shelf?.list())?.find(({ manifest }) => manifest.version === version);
    if (found === undefined || shelf === null) {
      const next = "Put the folder of the release into the one that NOVACRON_RELEASES names";
      throw new NovaError("NOT_FOUND", attempted, { next });
    }
    if (!found.trusted || !(await shelf.isWhole(found))) {
      throw new NovaError("RELEASE_UNTRUSTED", attempted);
    }
    return found;
  }

  #plan(manifest: ReleaseManifest, sizes: BodyOf<typeof startRolloutRoute>): RolloutHost[] {
    const { version, minFrom } = manifest;
    const release = { version, minFrom, archs: archsOf(manifest) };
    return planWaves(this.#ports.hosts(), release, sizes).map(({ host, wave, problem }) => ({
      host: host.id,
      name: host.name,
      from: host.inventory.agentVersion,
      state: problem === null ? "waiting" : "skipped",
      wave,
      operation: this.#ports.ids.uuid() as RolloutHost["operation"],
      sentAt: null,
      endedAt: null,
      problem,
    }));
  }

  #isOpen(): boolean {
    const state = this.#now?.rollout.state;
    return state === "running" || state === "paused";
  }

  #handle(event: RolloutEvent): Promise<void> {
    const { clock, committer } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const before = this.#now;
      if (before === null) return;
      const [after, send] = stepRollout(before, event, clock.now());
      const text = JSON.stringify(after.rollout);
      if (text !== JSON.stringify(before.rollout)) await tx.putMeta(metaKey, text);
      draft.after(() => {
        this.#now = after;
        for (const host of send) this.#order(host);
      });
    });
  }

  #order(host: HostId): void {
    const { commander, clock, log } = this.#ports;
    const one = this.#now?.rollout.hosts.find((each) => each.host === host);
    const release = this.#release;
    if (one === undefined || release === null || this.#now === null) return;
    const { version, confirmWithinMs } = this.#now.rollout;
    const { text: manifest, signature } = release;
    const order: Wanted = {
      id: commandIdOf(one.operation, 0),
      operation: one.operation,
      issuedAt: one.sentAt ?? clock.now(),
      validForMs: 600_000,
      action: {
        kind: "agent.upgrade",
        version,
        manifest,
        signature,
        path: `/releases/${version}`,
        confirmWithinMs,
      },
    };
    commander.send(host, order).catch((error: unknown) => {
      log.debug({ host, error }, "order to upgrade not sent, again later");
    });
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (!this.#isRunning || !this.#isOpen()) return;
    this.#cancelTimer = this.#ports.clock.after(tickMs, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    const { log, seen } = this.#ports;
    try {
      const version = this.#now?.rollout.version ?? "";
      this.#release ??= await this.#trusted(version, `go on with the upgrade to ${version}`);
      await this.#handle({ type: "tick", seen });
    } catch (error) {
      log.warn({ error }, "the upgrade of the agents waits");
    }
    this.#arm();
  }
}

function archsOf({ files }: ReleaseManifest) {
  return files.filter(({ program }) => program === "novacron-agent").map(({ arch }) => arch);
}
