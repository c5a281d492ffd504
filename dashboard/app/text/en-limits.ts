/** Texts of how many moves may run at once. */
export const limitTexts = {
  title: "Moves at once",
  lead: "A move over a limit waits its turn, and says for what. A change counts at once.",
  fields: {
    hostOut: "Leaving one host",
    hostIn: "Arriving on one host",
    link: "From one host to one other",
    fleet: "In the whole fleet",
  },
  now: (running: number, waiting: number) =>
    running + waiting === 0 ? "No move is under way." : `${running} under way, ${waiting} waiting.`,
  mayNot: "Changing this needs the permission system.manage.",
} as const;
