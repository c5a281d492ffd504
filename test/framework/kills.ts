import type { HostId } from "@novacron/protocol/domain/ids";
import type { StackUnderTest } from "./stack-under-test.ts";

/** A part that dies of kill -9 and is started again, as a supervisor would do it. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  revive(): Promise<void>;
  /** Whether the others have found it again. */
  isFound(sinceMs: number): Promise<boolean>;
}

export function agentOf(stack: StackUnderTest, index = 0): Victim {
  const host = stack.hosts[index]!;
  return {
    name: "agent",
    kill: () => host.end("SIGKILL"),
    revive: async () => host.startAgent(),
    isFound: (sinceMs) => hasNote(stack, { host: host.id, note: "agent-started", sinceMs }),
  };
}

/** With the embedded broker inside. */
export function controlPlaneOf(stack: StackUnderTest): Victim {
  return {
    name: "control plane",
    kill: async () => void (await stack.plane.end("SIGKILL")),
    revive: () => stack.plane.start(),
    isFound: async () => (await stack.api.call("system")).broker.connected,
  };
}

export function libvirtdOf(stack: StackUnderTest, index = 0): Victim {
  const { lab, id } = stack.hosts[index]!;
  return {
    name: "libvirtd",
    kill: () => lab.killLibvirtd("KILL"),
    revive: () => lab.startLibvirtd(),
    isFound: (sinceMs) => hasNote(stack, { host: id, note: "libvirt-back", sinceMs }),
  };
}

export function brokerOf(stack: StackUnderTest): Victim {
  const { broker } = stack;
  if (broker === null) throw new Error("the stack has no broker of its own");
  return {
    name: "broker",
    kill: () => broker.kill(),
    revive: () => broker.up(),
    isFound: async () => (await stack.api.call("system")).broker.connected,
  };
}

async function hasNote(
  stack: StackUnderTest,
  {
    host,
    note,
    sinceMs,
  }: { readonly host: HostId; readonly note: string; readonly sinceMs: number },
): Promise<boolean> {
  const query = { host, kind: "host.note", from: sinceMs } as const;
  const { items } = await stack.api.call("listRecord", { query });
  return items.some(({ data }) => data.note === note);
}
