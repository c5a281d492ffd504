import { z } from "zod";

/** An Obstacle on the wire. Apart from it, since the console ships no schemas. */
export const obstacleSchema = z.object({
  code: z.string().max(64),
  text: z.string().max(1_000),
  remedy: z.string().max(1_000),
});
