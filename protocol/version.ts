/** Version of this NovaCron: control plane, agent, console and CLI are released together. */
export const version = "0.1.0";
