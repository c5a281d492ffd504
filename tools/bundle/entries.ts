/** Where each program begins when it is one file: what `bundle` is given. */
export const entries = {
  agent: "agent/launch/main.ts",
  cli: "cli/launch/main.ts",
  server: "control-plane/launch/main.ts",
} as const;
export type ProgramName = keyof typeof entries;

/** Parts of programs that only another process of theirs runs; see packed-parts.ts. */
export const packed = ["agent/host/inventory/ask-hardware.ts"] as const;

/** Parts of which a process runs one alone: a single binary reads that one; see asset-parts.ts. */
export const apart = [
  ...packed,
  "agent/main.ts",
  "agent/libvirt/gate/process/gate-program.ts",
] as const;
