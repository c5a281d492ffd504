import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type ProxyOptions } from "vite";
import { precompress } from "./build/precompress.ts";

const here = import.meta.dirname;
const target = process.env.NOVACRON_URL ?? "http://127.0.0.1:5180";

/** The API takes changes only from its own pages; in development these come from Vite's port. */
const fromTheSameOrigin: NonNullable<ProxyOptions["configure"]> = (proxy) => {
  const { origin } = new URL(target);
  proxy.on("proxyReq", (request) => request.setHeader("origin", origin));
  proxy.on("proxyReqWs", (request) => request.setHeader("origin", origin));
};

export default defineConfig(({ command }) => ({
  root: here,
  plugins: [react(), precompress()],
  resolve: {
    // The shipped console trusts the answers of its own server; without the schemas it is a fifth smaller.
    alias: command === "build" ? { zod: join(here, "app/api/zod-stub.ts") } : {},
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    sourcemap: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      onLog(level, log, handle) {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  server: {
    proxy: {
      "/api": { target, ws: true, changeOrigin: true, configure: fromTheSameOrigin },
    },
  },
}));
