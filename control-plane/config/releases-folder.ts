import { join, resolve } from "node:path";
import { isBundled } from "@novacron/protocol/version";
import type { Config } from "./settings.ts";

/** The shelf of releases: by default where the build leaves them; a program that is one file has no sources beside it. */
export function releasesFolder({ releases, data }: Pick<Config, "releases" | "data">): string {
  const byDefault = isBundled
    ? join(resolve(data), "releases")
    : join(import.meta.dirname, "..", "..", "dist");
  return resolve(releases ?? byDefault);
}
