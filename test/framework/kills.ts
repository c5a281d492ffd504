import type { StackUnderTest } from "./stack-under-test.ts";

/** A part that dies of kill -9 and is started again, as a supervisor would do it. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  revive(): Promise<void>;
}

export function agentOf(stack: StackUnderTest, index = 0): Victim {
  const host = stack.hosts[index]!;
  return {
    name: "agent",
    kill: () => host.end("SIGKILL"),
    revive: async () => host.startAgent(),
  };
}

/** With the embedded broker inside. */
export function controlPlaneOf(stack: StackUnderTest): Victim {
  return {
    name: "control plane",
    kill: async () => void (await stack.plane.end("SIGKILL")),
    revive: () => stack.plane.start(),
  };
}

export function libvirtdOf(stack: StackUnderTest, index = 0): Victim {
  const { lab } = stack.hosts[index]!;
  return {
    name: "libvirtd",
    kill: () => lab.killLibvirtd("KILL"),
    revive: () => lab.startLibvirtd(),
  };
}

export function brokerOf(stack: StackUnderTest): Victim {
  const { broker } = stack;
  if (broker === null) throw new Error("the stack has no broker of its own");
  return { name: "broker", kill: () => broker.kill(), revive: () => broker.up() };
}
