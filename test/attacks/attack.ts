import { NovaError } from "@novacron/protocol/errors/nova-error";
import { afterAll, describe, expect, it } from "vitest";
import { AttackTarget, type TargetOptions } from "./attack-target.ts";
import { type DefenceName, defenceOf } from "./defences/list.ts";

/** How one attempt ended: it did what the attacker wanted, or it was refused with a code. */
export type Attempt =
  | { readonly succeeded: true }
  | { readonly succeeded: false; readonly code: string };

export const succeeded: Attempt = { succeeded: true };

export function refused(code: string): Attempt {
  return { succeeded: false, code };
}

export interface Attack {
  /** The defence without which the attempt succeeds. */
  readonly without: DefenceName;
  /** Code with which the whole build refuses it. */
  readonly code: string;
  /** Tries it, and looks at the target whether it did harm. */
  readonly attempt: (target: AttackTarget) => Promise<Attempt>;
  /** False where no row of the audit log with that code must be left, such as for what nobody is known for. */
  readonly isAudited?: boolean;
}

export interface AttackSuite {
  /** First succeeds against a build without the defence, then is refused by the whole one, and leaves a trace. */
  attack(name: string, attack: Attack): void;
  /** For what is no attack: the whole build, shared by the suite. */
  whole(): Promise<AttackTarget>;
}

/**
 * Attacks on one kind of target. The whole build is started once; one without a defence is kept as long as
 * the attacks in a row are about that defence, so attacks of one defence should stand together.
 */
export function attacks(
  name: string,
  options: TargetOptions,
  body: (suite: AttackSuite) => void,
): void {
  describe(`attacks: ${name}`, () => {
    const whole = new Kept(options);
    const lacking = new Kept(options);
    afterAll(async () => {
      await whole.end();
      await lacking.end();
    });
    body({
      whole: () => whole.get(null),
      attack(title, { without, code, attempt, isAudited = true }) {
        it(`${title}: succeeds without ${without}, is refused with it`, async () => {
          const weak = await lacking.get(without);
          expect(await attempted(attempt, weak), `without ${without}`).toEqual(succeeded);
          const strong = await whole.get(null);
          const before = isAudited ? await newestRefusal(strong, code) : 0;
          expect(await attempted(attempt, strong)).toEqual(refused(code));
          const isLeft = async () => (await newestRefusal(strong, code)) > before;
          if (isAudited) await strong.until(`a new row of the audit log about ${code}`, isLeft);
        });
      },
    });
  });
}

/** A NovaError that the attempt lets through is the refusal. */
async function attempted(attempt: Attack["attempt"], target: AttackTarget): Promise<Attempt> {
  try {
    return await attempt(target);
  } catch (error) {
    if (error instanceof NovaError) return refused(error.code);
    throw error;
  }
}

/** Number of the newest row of the audit log about a refusal with that code. */
async function newestRefusal(target: AttackTarget, code: string): Promise<number> {
  const rows = await target.refusals(code);
  return Math.max(0, ...rows.map(({ seq }) => seq));
}

/** One target at a time. */
class Kept {
  readonly #options: TargetOptions;
  #kept: { readonly of: DefenceName | null; readonly target: AttackTarget } | null = null;

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  async get(of: DefenceName | null): Promise<AttackTarget> {
    if (this.#kept !== null && this.#kept.of === of) return this.#kept.target;
    await this.end();
    const target = await AttackTarget.up(this.#options, of === null ? null : defenceOf(of));
    this.#kept = { of, target };
    return target;
  }

  async end(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.target.down();
  }
}
