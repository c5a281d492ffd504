import { defineConfig } from "vitest/config";

const outside = [
  "**/node_modules/**",
  "**/.cache/**",
  "**/.toolchain/**",
  "**/.novacron/**",
  "**/dist/**",
];

/**
 * `unit` needs nothing but Node and runs in parallel; `simulation` is virtual time and wants a core for
 * itself; `real` starts libvirtd, QuestDB, brokers and browsers, one file after another.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...outside, "**/*.real.test.{ts,tsx}", "test/simulation/**"],
          maxWorkers: 2,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          exclude: outside,
          maxWorkers: 2,
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: "real",
          include: ["**/*.real.test.{ts,tsx}"],
          exclude: outside,
          fileParallelism: false,
          setupFiles: ["test/framework/leave-nothing.ts"],
          // Real programs on a shared machine: one more try, and the report says that it was one.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
