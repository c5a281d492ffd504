import type { CommandId, HostId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription, MigrationFinding } from "@novacron/protocol/domain/migration";
import type { MoveFacts, MoveHost } from "@novacron/protocol/domain/migration-obstacles";
import { fromProblem, NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandAction, CommandEvent } from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { Commander } from "../bus/commander.ts";
import { commandIdOf } from "../operations/command-id.ts";
import { nameHosts } from "./name-hosts.ts";

const limits = { atOnce: 16, stepMs: 20_000, resendMs: 4_000 } as const;

export interface ChecksPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly commander: Commander;
}

export interface Tried {
  readonly findings: readonly MigrationFinding[];
  readonly description: MigrationDescription | null;
  readonly roundTripMs: number | null;
}

interface Asked {
  readonly host: HostId;
  readonly settle: (event: CommandEvent | null) => void;
}

/**
 * Tries a move without moving anything: the source describes the machine, the target tries what can be tried, and
 * the source dials it. It is no operation, since it changes nothing; it is bounded in number and time, and what does
 * not answer in time is a finding.
 */
export class MoveChecks {
  readonly #ports: ChecksPorts;
  readonly #asked = new Map<CommandId, Asked>();
  #running = 0;

  constructor(ports: ChecksPorts) {
    this.#ports = ports;
  }

  async tryOut(facts: MoveFacts, target: MoveHost): Promise<Tried> {
    if (this.#running >= limits.atOnce) {
      const details = { running: this.#running, limit: limits.atOnce };
      throw new NovaError("OVERLOADED", `check the move of ${facts.report.name}`, { details });
    }
    return await this.#counted(() => this.#tryOut(facts, target));
  }

  /** True where the event is about a check. */
  onCommandEvent(event: CommandEvent): boolean {
    const asked = this.#asked.get(event.id);
    if (asked === undefined) return false;
    if (asked.host === event.host && (event.type === "succeeded" || event.type === "failed")) {
      asked.settle(event);
    }
    return true;
  }

  /** The machine as its host describes it, with a sample of how it writes; null where that cannot be had now. */
  async describe({ report, source }: Pick<MoveFacts, "report" | "source">) {
    if (this.#running >= limits.atOnce) return null;
    return await this.#counted(async () => {
      const operation = this.#ports.ids.uuid() as OperationId;
      const here = { machine: report.id, generation: report.generation };
      const describe = { kind: "migration.describe", ...here } as const;
      const { answer } = await this.#ask(operation, 0, source, describe);
      return answer?.kind === "migration.describe" ? answer.description : null;
    });
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }

  async #tryOut(facts: MoveFacts, target: MoveHost): Promise<Tried> {
    const { report, source, options, kind } = facts;
    const operation = this.#ports.ids.uuid() as OperationId;
    const secret = this.#ports.secrets.make();
    const here = { machine: report.id, generation: report.generation };
    const ask = this.#ask.bind(this, operation);
    const described = await ask(0, source, { kind: "migration.describe", ...here });
    if (described.answer?.kind !== "migration.describe") return untold(described.finding);
    const { description } = described.answer;
    const generation = target.id === source.id ? report.generation : 0;
    const checked = await ask(1, target, {
      kind: "migration.check",
      machine: report.id,
      name: report.name,
      generation,
      source: source.id,
      description,
      options,
      secret,
    });
    if (checked.answer?.kind !== "migration.check")
      return { ...untold(checked.finding), description };
    const hosts = [source, target];
    const { port } = checked.answer;
    const findings = nameHosts(checked.answer.findings, { by: target.name, hosts });
    const addresses = target.inventory.migration?.addresses ?? [];
    if (kind === "storage" || port === null || addresses.length === 0) {
      return { findings, description, roundTripMs: null };
    }
    const dial = { kind: "migration.reach", ...here, target: target.id } as const;
    const reached = await ask(2, source, { ...dial, addresses: [...addresses], port, secret });
    if (reached.answer?.kind !== "migration.reach") {
      return { ...untold(reached.finding, findings), description };
    }
    const { roundTripMs } = reached.answer;
    const found = nameHosts(reached.answer.findings, { by: source.name, hosts });
    return { findings: [...findings, ...found], description, roundTripMs };
  }

  async #ask(
    operation: OperationId,
    step: number,
    host: MoveHost,
    action: CommandAction,
  ): Promise<{
    readonly answer: MigrationAnswer | null;
    readonly finding: MigrationFinding | null;
  }> {
    const id = commandIdOf(operation, step);
    const event = await this.#answer(host.id, { id, operation, action });
    if (event?.type === "succeeded") return { answer: event.migration ?? null, finding: null };
    const what = action.kind.replace("migration.", "");
    if (event?.type === "failed") {
      const { code, message, next } = fromProblem(event.problem);
      return {
        answer: null,
        finding: { code, text: `${host.name}: ${message}`.slice(0, 1_000), remedy: next },
      };
    }
    const text = `${host.name} did not answer to ${what} within ${limits.stepMs / 1_000} s`;
    return {
      answer: null,
      finding: { code: "no-answer", text, remedy: "Look at the host's agent, and try again" },
    };
  }

  #answer(
    host: HostId,
    asked: {
      readonly id: CommandId;
      readonly operation: OperationId;
      readonly action: CommandAction;
    },
  ): Promise<CommandEvent | null> {
    const { clock } = this.#ports;
    return new Promise((resolve) => {
      const cancels: (() => void)[] = [];
      const settle = (event: CommandEvent | null): void => {
        for (const cancel of cancels) cancel();
        this.#asked.delete(asked.id);
        resolve(event);
      };
      const send = (): void => {
        this.#send(host, asked);
        cancels.push(clock.after(limits.resendMs, send));
      };
      this.#asked.set(asked.id, { host, settle });
      cancels.push(clock.after(limits.stepMs, () => settle(null)));
      send();
    });
  }

  #send(
    host: HostId,
    asked: {
      readonly id: CommandId;
      readonly operation: OperationId;
      readonly action: CommandAction;
    },
  ): void {
    const { commander, clock } = this.#ports;
    const wanted = { ...asked, issuedAt: clock.now(), validForMs: limits.stepMs };
    // Sent again until it is answered or its time is over.
    commander.send(host, wanted).catch(() => undefined);
  }
}

function untold(finding: MigrationFinding | null, before: readonly MigrationFinding[] = []): Tried {
  const unlike = {
    code: "no-answer",
    text: "The answer was of another form",
    remedy: "Upgrade the agent",
  };
  return { findings: [...before, finding ?? unlike], description: null, roundTripMs: null };
}
