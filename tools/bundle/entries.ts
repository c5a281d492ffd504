/** Where each program begins when it is one file: what `bundle` is given. */
export const entries = {
  agent: "agent/launch/main.ts",
  cli: "cli/launch/main.ts",
  server: "control-plane/launch/main.ts",
} as const;
export type ProgramName = keyof typeof entries;
