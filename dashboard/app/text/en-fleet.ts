/** Texts of the fleet's page. */
export const fleetTexts = {
  title: "Fleet",
  wrong: "What is wrong",
  nothingWrong: "Nothing is wrong.",
  running: "Running now",
  nothingRuns: "No operation is under way.",
  waiting: (count: string, one: boolean) =>
    one ? "One move waits for its turn" : `${count} moves wait for their turn`,
  scheduled: (count: string, one: boolean) =>
    one ? "One move waits for its time" : `${count} moves wait for their time`,
  appeared: (count: string, host: string) => `${count} machines appeared on ${host}`,
  changed: "Changed in the last hour",
  nothingChanged: "Nothing changed in the last hour.",
  cpu: "CPU",
  memory: "Memory",
  storage: "Storage",
  machines: "Machines",
  hosts: "Hosts",
  used: (used: string, total: string) => `${used} of ${total}`,
  threads: (count: string) => `${count} threads`,
  shade: "Shade by",
  free: "free",
  noHosts: {
    title: "No host has joined yet",
    text: "Install the agent on a host that runs libvirt; it appears here within seconds.",
  },
  noMachines: {
    title: (host: string) => `${host} runs no machines yet`,
    text: "Take a small demo guest for a first look. It is built on the spot, is labelled as a demo, and can be deleted again.",
    action: "Make a demo guest",
  },
  map: "Hosts, sized by capacity and shaded by use",
} as const;
