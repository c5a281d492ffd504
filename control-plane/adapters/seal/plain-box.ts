import type { SecretBox } from "../../ports/secret-box.ts";

/** For the simulation and unit tests, where nothing is kept from anybody. */
export const plainBox: SecretBox = {
  seal: (purpose, text) => `plain ${purpose}: ${text}`,
  open: (purpose, sealed) => sealed.slice(`plain ${purpose}: `.length),
};
