import { z } from "zod";
import { projectId } from "./ids.ts";

/** Where a role holds: everywhere, in one project, or for machines with one tag. */
export const scope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("everything") }).strict(),
  z.object({ kind: z.literal("project"), project: projectId }).strict(),
  z.object({ kind: z.literal("tag"), tag: z.string().min(1).max(64) }).strict(),
]);
export type Scope = z.infer<typeof scope>;

export const everything: Scope = { kind: "everything" };

/** What is acted on or looked at, as far as scopes care. */
export type Target =
  | { readonly kind: "fleet" }
  | { readonly kind: "project"; readonly project: string }
  | { readonly kind: "machine"; readonly project: string | null; readonly tags: readonly string[] };

export const theFleet: Target = { kind: "fleet" };

export function covers(where: Scope, target: Target): boolean {
  switch (where.kind) {
    case "everything":
      return true;
    case "project":
      return target.kind !== "fleet" && target.project === where.project;
    case "tag":
      return target.kind === "machine" && target.tags.includes(where.tag);
  }
}

/** Whether all that `inner` covers is covered by `outer` too, whatever machines there are. */
export function includes(outer: Scope, inner: Scope): boolean {
  if (outer.kind === "everything") return true;
  if (outer.kind === "project") return inner.kind === "project" && inner.project === outer.project;
  return inner.kind === "tag" && inner.tag === outer.tag;
}

export function scopeText(where: Scope): string {
  if (where.kind === "everything") return "everything";
  return where.kind === "project" ? `project ${where.project}` : `machines tagged ${where.tag}`;
}
