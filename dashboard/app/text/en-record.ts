/** Texts of the record and of the fleet as it was. */
export const recordTexts = {
  title: "Record",
  sub: "What happened in the fleet, who did it, and how the fleet was at any time.",
  at: "The fleet as it was at",
  look: "Look",
  now: "Back to now",
  newest: "Newest first",
  before: (at: string) => `The hour before ${at}`,
  fleet: "Machines at that time",
  older: "Older",
  none: { title: "Nothing was recorded", text: "The record keeps 365 days by default." },
  noMachines: "No machine was known at that time.",
  notATime: "That is not a time. Write it like 2026-11-23 14:05.",
  since: "In this state since",
} as const;
