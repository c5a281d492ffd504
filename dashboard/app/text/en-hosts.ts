/** Texts of the list of hosts. */
export const hostsTexts = {
  title: "Hosts",
  empty: {
    title: "No host has joined yet",
    text: "Install the agent on a host that runs libvirt; it appears here within seconds.",
  },
  head: {
    name: "Host",
    state: "State",
    machines: "Machines",
    cpu: "CPU used",
    memory: "Memory used",
    vcpus: "vCPUs given",
    promised: "Memory given",
    libvirt: "libvirt",
    agent: "Agent",
    runs: "Guests run under",
  },
  running: (running: number, total: number) => `${running} of ${total}`,
  filter: "Find a host",
  more: (count: string) => `${count} more hosts are not drawn; type to find one.`,
} as const;

/** Texts of one host's page. */
export const hostTexts = {
  tabs: {
    overview: "Overview",
    machines: "Machines",
    storage: "Storage",
    networks: "Networks",
    maintenance: "Maintenance",
    events: "Events",
  },
  capacity: "Capacity",
  used: "used",
  committed: "committed",
  free: "free",
  over: "over-committed",
  cpu: "CPU threads",
  memory: "Memory",
  pressure: "Pressure",
  pressureHelp: "Share of time in which some task had to wait",
  libvirt: "libvirt",
  libvirtOk: "The connection works.",
  libvirtSilent: "Not known while the host is not connected.",
  culprits: "Machines that slow it down",
  virtualisation: "Virtualisation",
  agent: "Agent",
  agentCost: (cpu: string, memory: string) => `${cpu} of one CPU, ${memory} of memory`,
  outbox: (count: string) => `${count} batches wait to be sent`,
  dropped: (count: string) => `${count} were dropped`,
  interval: "Samples each",
  hardware: "Hardware",
  os: "System",
  booted: "Booted",
  verdict: {
    kvm: "Hardware (KVM)",
    qemu: "Emulation (TCG), much slower",
    unknown: "Not probed yet",
  },
  probed: (age: string) => `probed ${age}`,
  foreign: (manager: string) => `Run by ${manager}; NovaCron only watches it`,
  forget: "Forget this host",
  forgetText:
    "It is taken off the list. Its record stays, and it is listed again if its agent comes back.",
  forgotten: (name: string) => `${name} is forgotten`,
  notForgotten: (name: string) => `${name} was not forgotten`,
  health: {
    fine: (running: number) =>
      running === 0
        ? "Reports, and runs no machine."
        : `Reports, and runs ${machinesWord(running)}.`,
    stale: (age: string) => `Is connected, but its newest sample is ${age} old.`,
    offline: (age: string) => `Has not reported for ${age}.`,
    libvirt: "Reports, but libvirt does not answer.",
    wrong: (count: number) =>
      count === 1 ? "One thing is wrong with it." : `${count} things are wrong with it.`,
  },
  ways: {
    machines: "Its machines",
    maintenance: "Move them away",
    storage: "Its storage",
  },
  pools: {
    none: "No storage pools.",
    name: "Pool",
    type: "Type",
    path: "Path",
    size: "Size",
    used: "Used",
    state: "State",
  },
  networks: {
    none: "No networks.",
    name: "Network",
    bridge: "Bridge",
    forward: "Mode",
    addresses: "Addresses",
    state: "State",
  },
  active: "Active",
  inactive: "Inactive",
  noMachines: "No machine is defined here.",
} as const;

function machinesWord(count: number): string {
  return count === 1 ? "1 machine" : `${count} machines`;
}
