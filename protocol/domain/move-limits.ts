import { z } from "zod";

const most = z.int().min(1).max(1_000);

/** How many moves may run at once. What is over it waits, and says for what. */
export const moveLimits = z
  .object({
    /** Leaving one host, and arriving on one. */
    hostOut: most,
    hostIn: most,
    /** From one host to one other. */
    link: most,
    fleet: most,
  })
  .strict();
export type MoveLimits = z.infer<typeof moveLimits>;

export const defaultMoveLimits: MoveLimits = { hostOut: 4, hostIn: 4, link: 2, fleet: 20 };
