/** As much of the library as the tests use; it comes without types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export class Provider {
    constructor(
      issuer: string,
      configuration: Readonly<Record<string, unknown>> & {
        readonly findAccount: (
          context: unknown,
          id: string,
        ) => {
          readonly accountId: string;
          readonly claims: () => Readonly<Record<string, unknown>>;
        };
      },
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}
