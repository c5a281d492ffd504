/** Put in by the bundler; absent when running from the sources. */
declare const NOVACRON_BUILD: {
  readonly version: string;
  readonly commit: string | null;
  readonly releaseKeys: readonly string[];
};

const build = typeof NOVACRON_BUILD === "undefined" ? null : NOVACRON_BUILD;

/** Version of this NovaCron: control plane, agent, console and CLI are released together. */
export const version: string = build?.version ?? "0.1.0";
/** The commit it was built from, where that is known. */
export const commit: string | null = build?.commit ?? null;
/** Public keys (`releaseKey`) whose signature on a release this program trusts. */
export const builtInReleaseKeys: readonly string[] = build?.releaseKeys ?? [];
/** Whether this is one bundled file; then no source of ours lies beside it. */
export const isBundled: boolean = build !== null;

/** What `--version` prints: `novacron-agent 1.2.3 (commit 0123abc)`. */
export function versionText(program: string): string {
  return commit === null ? `${program} ${version}` : `${program} ${version} (commit ${commit})`;
}
