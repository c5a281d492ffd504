import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

export const oidcHandlers: HandlersOf<"oidcLogin" | "oidcCallback"> = () => ({
  oidcLogin: () => {
    throw new NovaError("NOT_FOUND", "log in by a login provider");
  },
  oidcCallback: () => {
    throw new NovaError("NOT_FOUND", "log in by a login provider");
  },
});
