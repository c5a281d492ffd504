import { type JoinDescription, joinDescription } from "@novacron/protocol/domain/join-description";
import { NovaError } from "@novacron/protocol/errors/nova-error";

const timeoutMs = 15_000;

/** How hosts get the agent from a control plane, as it tells anybody who asks at this address. */
export async function installSource(address: string): Promise<JoinDescription> {
  const attempted = `ask ${address} how hosts join`;
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    answer = await fetch(new URL("/install/release.json", address), { signal });
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new NovaError("UNREACHABLE", attempted, { cause: reason });
  }
  const parsed = joinDescription.safeParse(answer.ok ? await answer.json() : null);
  if (parsed.success) return parsed.data;
  throw new NovaError("UNREACHABLE", attempted, {
    details: { status: answer.status },
    next: "Check the address: something other than this NovaCron answers there",
  });
}
