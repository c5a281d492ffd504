import type { Defence } from "./defence.ts";

const file = "agent/host/hooks/judge-hooks.ts";

/** What keeps a maintenance from having a host run anything that its administrator did not place there. */
export const hookDefences = [
  {
    name: "hook-right",
    guards: "Who may empty hosts may not yet have them run something",
    file: "control-plane/app/maintenance/maintenances.ts",
    find: '  const obstacles = may(who, "host.command", theFleet);\n',
    replace: '  const obstacles = may(who, "plan.run", theFleet);\n',
  },
  {
    name: "hook-on-host",
    guards: "A host is asked for a hook that it has, and for no other",
    file: "protocol/domain/hook-obstacles.ts",
    find: "  if (found === undefined) {\n",
    replace: "  if (found === undefined && hook.length > 10_000) {\n",
    also: [
      {
        file: "protocol/domain/hook-obstacles.ts",
        find: "  if (found.problem === null) return null;\n",
        replace: "  if (found === undefined || found.problem === null) return null;\n",
      },
    ],
  },
  {
    name: "hook-grammar",
    guards: "What is asked of a host is a name: no arguments, no text for a shell",
    file: "protocol/domain/host-hook.ts",
    find: "  .regex(/^[a-z0-9][a-z0-9-]{0,63}$(?!\\n)/);\n",
    replace: "  .min(1);\n",
  },
  {
    name: "agent-hook-name",
    guards: "The name of a hook names nothing outside the hooks' folder",
    file,
    find: "  if (!hookName.safeParse(name).success) {",
    replace: "  if (name.length > 10_000) {",
  },
  {
    name: "agent-hook-link",
    guards: "A hook is the file itself, not what somebody linked there",
    file,
    find: "  const stats = look(join(folder, name));",
    replace: "  const stats = statSync(join(folder, name));",
    also: [
      {
        file,
        find: "import { lstatSync, readdirSync, type Stats }",
        replace: "import { lstatSync, readdirSync, type Stats, statSync }",
      },
    ],
  },
  {
    name: "agent-hook-writable",
    guards: "Nobody but root and the agent's own user can change what is run",
    file,
    find: '  if ((stats.mode & writableByOthers) !== 0) return "others than its owner can write to it";',
    replace: "",
  },
  {
    name: "agent-hook-folder",
    guards: "Nobody else can put a hook into the folder, or another folder in its place",
    file,
    find: "  if (wrong !== null) return wrong;",
    replace: "",
  },
] as const satisfies readonly Defence[];
