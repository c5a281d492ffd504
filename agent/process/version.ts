/** Version of this agent, in its report and in its log. */
export const agentVersion = "0.1.0";
