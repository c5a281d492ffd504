import { z } from "zod";
import { releaseArch, releaseVersion } from "../domain/release.ts";
import { rollout } from "../domain/rollout.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const none404 = ["NOT_FOUND"] as const;

export const releaseView = z.object({
  version: releaseVersion,
  commit: z.string().nullable(),
  minFrom: releaseVersion,
  /** Processors that it has an agent for. */
  archs: z.array(releaseArch),
  /** Whether a release key that is trusted here signed it. */
  trusted: z.boolean(),
});
export type ReleaseView = z.infer<typeof releaseView>;

export const listReleasesRoute = defineRoute({
  method: "GET",
  path: "/api/v1/releases",
  summary: "Releases that lie in the control plane's folder, newest first",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(releaseView) }),
  status: 200,
  privilege: "release.manage",
  errors: [],
});

const rolloutAnswer = z.object({ rollout: rollout.nullable() });

export const showRolloutRoute = defineRoute({
  method: "GET",
  path: "/api/v1/rollout",
  summary: "The upgrade of the agents that is under way, or the last one",
  params: none,
  query: none,
  body: nothing,
  answer: rolloutAnswer,
  status: 200,
  privilege: "host.view",
  errors: [],
});

export const startRolloutRoute = defineRoute({
  method: "POST",
  path: "/api/v1/rollout",
  summary: "Upgrade the agents of all hosts that can be, canaries first",
  params: none,
  query: none,
  body: z
    .object({
      version: releaseVersion,
      canaries: z.int().min(1).max(100).default(1),
      batch: z.int().min(1).max(500).default(5),
      /** An upgraded agent must have reached the control plane by then, else it goes back. */
      confirmWithinMs: z.int().min(10_000).max(3_600_000).default(120_000),
    })
    .strict(),
  answer: rolloutAnswer,
  status: 202,
  privilege: "release.manage",
  errors: [...none404, "CONFLICT", "RELEASE_UNTRUSTED", "RELEASE_REFUSED"],
});

export const steerRolloutRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/rollout",
  summary: "Pause, resume or cancel the upgrade under way; hosts already asked go on",
  params: none,
  query: none,
  body: z.object({ action: z.enum(["pause", "resume", "cancel"]) }).strict(),
  answer: rolloutAnswer,
  status: 200,
  privilege: "release.manage",
  errors: [...none404, "CONFLICT"],
});
