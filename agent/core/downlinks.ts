import type { SigningKey } from "@novacron/protocol/domain/signing";
import { signingKeyId } from "@novacron/protocol/domain/signing";
import type { Ack } from "@novacron/protocol/messages/batch";
import type { RefusalReason } from "@novacron/protocol/messages/parse";
import type { Assignments, ControlStatus } from "@novacron/protocol/messages/report";
import type { TopicName } from "@novacron/protocol/messages/topics";
import type { Clock } from "../ports/clock.ts";
import type { FleetAuthorities } from "../ports/fleet-authorities.ts";
import type { AgentFacts } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { SignatureCheck } from "../ports/signature-check.ts";
import type { DownlinkMessage } from "../ports/uplink.ts";
import type { AgentIdentity } from "./inventory.ts";
import type { JournalRunner } from "./journal-runner.ts";
import { whyDisobeyed } from "./obey.ts";
import type { OutboxRunner } from "./outbox-runner.ts";
import { lowEpochText, type OwnProblems } from "./own-problems.ts";
import { RefusedMessages } from "./refused-messages.ts";
import type { Reporter } from "./reporter.ts";
import type { Sampler } from "./sampler.ts";

/** By what the agent knows its control plane. */
export interface AgentTrust {
  /** From enrolment or the credentials; what the control plane told since stands in the journal's facts. */
  readonly keys: readonly SigningKey[];
  readonly check: SignatureCheck;
  /** Of a host that joined with a certificate. */
  readonly authorities?: FleetAuthorities;
}

export interface DownlinksPorts {
  readonly identity: AgentIdentity;
  readonly trust: AgentTrust;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: JournalRunner;
  readonly outbox: OutboxRunner;
  readonly reporter: Reporter;
  readonly sampler: Sampler;
  readonly problems: OwnProblems;
  readonly metricsIntervalMs: number;
  readonly note: (note: string, detail: string) => void;
  /** Assignments of this very session came. */
  readonly onAssigned: () => void;
}

/** What the control plane says to this host: held against its signature, then handed to the part it is for. */
export class Downlinks {
  readonly #ports: DownlinksPorts;
  readonly #refused: RefusedMessages;
  #assignments: Assignments | null = null;
  #newest: { readonly epoch: number; readonly turn: number } = { epoch: 0, turn: 0 };
  #metricsIntervalMs: number;

  constructor(ports: DownlinksPorts) {
    this.#ports = ports;
    this.#metricsIntervalMs = ports.metricsIntervalMs;
    const { clock, log, note, problems } = ports;
    const problem = (code: string | null, text: string): void => {
      if (code === null) problems.clear("trust");
      else problems.set("trust", code, text);
    };
    this.#refused = new RefusedMessages({ clock, log, note, problem });
  }

  /** Of this session, or null. */
  get assignments(): Assignments | null {
    return this.#assignments;
  }

  get metricsIntervalMs(): number {
    return this.#metricsIntervalMs;
  }

  /** Names of the keys obeyed now. */
  get keyIds(): string[] {
    return this.#keys().map(signingKeyId);
  }

  stop(): void {
    this.#refused.stop();
  }

  /** What the uplink could not even read; of interest here only where it was not signed at all. */
  refused(reason: RefusalReason, topic: TopicName | "unknown"): void {
    if (reason === "unsigned") this.#refused.add("SIGNATURE_MISSING", topic);
  }

  /** The journal knows this command to be one that was ended and forgotten. */
  replayed(what: string): void {
    this.#refused.add("COMMAND_REPLAYED", what);
  }

  received(message: DownlinkMessage): void {
    const { identity, trust } = this.#ports;
    const { host, session } = identity;
    const why = whyDisobeyed(message, { host, session, keys: this.#keys(), check: trust.check });
    if (why !== null) {
      this.#refused.add(why, subjectOf(message));
      return;
    }
    switch (message.topic) {
      case "hostAck":
        this.#acknowledged(message.payload);
        return;
      case "hostCommand":
        this.#ports.journal.receive(message.payload);
        return;
      case "controlStatus":
        this.#controlStatus(message.payload);
        return;
      case "hostAssignments":
        this.#assigned(message.payload);
        return;
    }
  }

  /** Told ones count for as long as the configured ones, from which they came, stay the same. */
  #keys(): readonly SigningKey[] {
    const { keys } = this.#ports.trust;
    const told = this.#ports.journal.facts.signingKeys;
    return told !== undefined && told.since === keys.join(",") ? told.keys : keys;
  }

  #acknowledged({ boot, upTo, report }: Ack): void {
    this.#ports.outbox.ack(boot, upTo);
    if (report !== undefined) this.#ports.reporter.held(report);
  }

  #controlStatus(status: ControlStatus): void {
    const { journal, log, problems, outbox } = this.#ports;
    const own = journal.facts.epoch;
    if (status.epoch < own) {
      if (status.state === "offline") return;
      log.warn({ epoch: status.epoch, own }, "control plane of an older epoch refused");
      problems.set("epoch", "epoch-refused", lowEpochText(status, own));
      return;
    }
    problems.clear("epoch");
    journal.sawEpoch(status.epoch);
    if (status.state === "online") outbox.hurry();
  }

  #assigned(assignments: Assignments): void {
    const { identity, log, journal, sampler, reporter } = this.#ports;
    if (assignments.epoch < journal.facts.epoch) {
      log.warn({ epoch: assignments.epoch }, "assignments of an older epoch refused");
      return;
    }
    if (!this.#isNewest(assignments)) return;
    journal.sawEpoch(assignments.epoch);
    sampler.setDetail(assignments.detail);
    if (assignments.metricsIntervalMs !== this.#metricsIntervalMs) {
      this.#metricsIntervalMs = assignments.metricsIntervalMs;
      sampler.setInterval(assignments.metricsIntervalMs);
      reporter.changed();
    }
    // One retained from before this session sets the pace, but confirms nothing.
    if (assignments.session !== identity.session) return;
    this.#assignments = assignments;
    this.#learn(assignments);
    this.#ports.onAssigned();
  }

  /** One that came late or was sent again by somebody else must not undo a newer one. */
  #isNewest({ epoch, turn }: Assignments): boolean {
    const { epoch: lastEpoch, turn: lastTurn } = this.#newest;
    if (epoch < lastEpoch || (epoch === lastEpoch && turn <= lastTurn)) return false;
    this.#newest = { epoch, turn };
    return true;
  }

  #learn({ machines, signingKeys, authorities }: Assignments): void {
    const { journal, trust, reporter } = this.#ports;
    if (authorities !== undefined) trust.authorities?.told(authorities, () => reporter.changed());
    const facts: { generations?: AgentFacts["generations"]; signingKeys?: ToldKeys } = {};
    const known = journal.facts.generations;
    const higher = machines.filter(({ id, generation }) => generation > (known[id] ?? 0));
    if (higher.length > 0) {
      const learned = Object.fromEntries(higher.map(({ id, generation }) => [id, generation]));
      facts.generations = { ...known, ...learned };
    }
    if (signingKeys !== undefined && signingKeys.join(",") !== this.#keys().join(",")) {
      facts.signingKeys = { since: trust.keys.join(","), keys: signingKeys };
    }
    if (Object.keys(facts).length === 0) return;
    journal.setFacts(facts);
    if (facts.signingKeys !== undefined) reporter.changed();
  }
}

type ToldKeys = NonNullable<AgentFacts["signingKeys"]>;

function subjectOf({ topic, payload }: DownlinkMessage): string {
  if (topic !== "hostCommand") return topic;
  return payload.type === "do" ? `command ${payload.action.kind}` : "cancel of a command";
}
