/** Texts of when a host's lack of room is told as wrong. */
export const hostLimitTexts = {
  lead: "When a lack of room is told as wrong, of all hosts. In per cent that are left; 0 is never told. A change counts with the next sample of each host.",
  rooms: {
    memory: "Memory",
    strainedMemory: "Memory of a strained host",
    pool: "Storage pools",
    agentDisk: "Disk of the agent",
  },
  shares: {
    warning: "Warning below (%)",
    warningUntil: "Right again from (%)",
    critical: "Critical below (%)",
    criticalUntil: "Warning again from (%)",
  },
  other: "Strain, promises and patience",
  waiting: "Strained where tasks wait for memory (% of the time)",
  swapOut: "Strained where so much goes to swap (MiB/s)",
  promised: "Memory that may be promised (% of the host's)",
  unlimited: "no limit",
  hold: "Time beyond a limit before it is told (s)",
  save: "Save",
  usual: "Usual values",
  saved: "The limits are set",
  mayNot: "Changing this needs the permission system.manage.",
} as const;
