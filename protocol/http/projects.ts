import { z } from "zod";
import { machineId, projectId } from "../domain/ids.ts";
import { amounts, project, quota, tag } from "../domain/project.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

export const projectView = project.extend({
  /** Machines and storage as defined, vCPUs and memory as running or asked to start. */
  used: amounts,
});
export type ProjectView = z.infer<typeof projectView>;

const name = project.shape.name;
const params = z.object({ project: projectId });

export const listProjectsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/projects",
  summary: "Projects with their quotas and what is used of them",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(projectView) }),
  status: 200,
  privilege: "project.view",
  errors: [],
});

export const showProjectRoute = defineRoute({
  method: "GET",
  path: "/api/v1/projects/:project",
  summary: "One project",
  params,
  query: none,
  body: nothing,
  answer: projectView,
  status: 200,
  privilege: "project.view",
  errors: ["NOT_FOUND"],
});

export const addProjectRoute = defineRoute({
  method: "POST",
  path: "/api/v1/projects",
  summary: "Make a project; a limit that is left out is none",
  params: none,
  query: none,
  body: z.object({ name, quota: quota.partial().default({}) }).strict(),
  answer: projectView,
  status: 201,
  privilege: "project.manage",
  errors: ["CONFLICT", "OVERLOADED"],
});

export const changeProjectRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/projects/:project",
  summary: "Rename a project or change limits; a limit below what is used stops only what is new",
  params,
  query: none,
  body: z.object({ name: name.optional(), quota: quota.partial().default({}) }).strict(),
  answer: projectView,
  status: 200,
  privilege: "project.manage",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const deleteProjectRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/:project",
  summary: "Remove a project without machines",
  params,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "project.manage",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const assignMachinesRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/projects/:project/machines",
  summary: "Put machines into a project: all of them, or none where its quota has no room",
  params,
  query: none,
  body: z.object({ machines: z.array(machineId).min(1).max(1_000) }).strict(),
  answer: projectView,
  status: 200,
  privilege: "project.manage",
  errors: ["NOT_FOUND", "QUOTA_EXCEEDED"],
});

export const tagMachineRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/machines/:machine/tags",
  summary: "Set the tags that NovaCron keeps of a machine, beside those of its own definition",
  params: z.object({ machine: machineId }),
  query: none,
  body: z.object({ tags: z.array(tag).max(64) }).strict(),
  answer: z.object({ tags: z.array(z.string()) }),
  status: 200,
  // Roles can be narrowed to a tag, so that who sets tags decides who may do what.
  privilege: "project.manage",
  errors: ["NOT_FOUND"],
});
