import type { Life } from "./scheduler.ts";

/** The calls of one life of a process, and where it dies. */
export interface CrashPlan {
  /** The life dies at this many port calls from now; null for never. */
  countdown: number | null;
  /** Whether the call at which it dies still has its effect. */
  afterEffect: boolean;
  readonly die: (at: string) => void;
}

/** A promise that never settles: what a dead process would have waited for. */
const never = (): Promise<never> => new Promise<never>(() => {});

/**
 * Wraps a port so that the process can die at any call, before or after the effect. A dead process has no
 * effects: its calls do nothing and its promises stay open, and so does every promise that its death
 * overtook.
 */
export function crashable<T extends object>(port: T, name: string, life: Life, plan: CrashPlan): T {
  const wrapped = new Map<PropertyKey, unknown>();
  return new Proxy(port, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key, target);
      const known = wrapped.get(key);
      if (known !== undefined) return known;
      // An optional power of the port is a port itself.
      if (key === "migration" && typeof value === "object" && value !== null) {
        const power = crashable(value, `${name}.migration`, life, plan);
        wrapped.set(key, power);
        return power;
      }
      if (typeof value !== "function") return value;
      const made = guard(value.bind(target), `${name}.${String(key)}`, life, plan);
      wrapped.set(key, made);
      return made;
    },
  });
}

type Call = (...args: readonly unknown[]) => unknown;

function guard(call: Call, label: string, life: Life, plan: CrashPlan): Call {
  return (...args) => {
    if (!life.alive) return never();
    const dies = countDown(plan);
    if (dies && !plan.afterEffect) {
      plan.die(`before ${label}`);
      return never();
    }
    const result = call(...args);
    if (dies) {
      plan.die(`after ${label}`);
      // How it ended is nobody's business any more.
      if (result instanceof Promise) result.catch(() => {});
      return never();
    }
    return result instanceof Promise ? whileAlive(result, life) : result;
  };
}

function countDown(plan: CrashPlan): boolean {
  if (plan.countdown === null) return false;
  plan.countdown -= 1;
  if (plan.countdown > 0) return false;
  plan.countdown = null;
  return true;
}

function whileAlive<T>(promise: Promise<T>, life: Life): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(
      (value) => {
        if (life.alive) resolve(value);
      },
      (error: unknown) => {
        if (life.alive) reject(error);
      },
    );
  });
}
