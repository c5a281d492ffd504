/** The texts of projects and their quotas. */
export const projectTexts = {
  lead: "What each project may have. A limit below what is used stops only what is new.",
  forbidden: "You may not see projects.",
  name: "Name",
  limits: {
    machines: "Limit of machines",
    vcpus: "Limit of vCPUs",
    memoryBytes: "Limit of memory, GiB",
    storageBytes: "Limit of storage, GiB",
  },
  uses: { machines: "Machines", vcpus: "vCPUs", memoryBytes: "Memory", storageBytes: "Storage" },
  noLimit: "none",
  add: "Add project",
  save: "Save",
  change: "Change",
  changeOf: (name: string) => `Change ${name}`,
  remove: (name: string) => `Remove project ${name}`,
  removeText: "It holds no machines. Its limits are forgotten.",
};
