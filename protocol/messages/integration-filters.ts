/** The least number of filters with which an outside tool follows all that is open to it. */
export const integrationFilters: readonly string[] = [
  "novacron/v1/fleet/#",
  "novacron/v1/control/status",
  "novacron/v1/host/+/status",
  "novacron/v1/host/+/report",
  "novacron/v1/host/+/batch",
];
