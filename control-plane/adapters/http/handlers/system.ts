import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

export const systemHandlers: HandlersOf<"system" | "health" | "ready"> = (app) => ({
  system: () => app.system(),
  health: () => ({ status: "ok" }),
  ready: async () => {
    const { ready, parts } = await app.readiness();
    if (!ready) throw new NovaError("NOT_READY", "answer for all parts", { details: { ...parts } });
    return { status: "ready", parts };
  },
});
