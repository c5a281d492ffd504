import { version } from "@novacron/protocol/version";

/** Version of this agent, in its report and in its log. */
export const agentVersion = version;
