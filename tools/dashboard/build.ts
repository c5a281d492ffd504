// The console is built by its own package, where its build tools are; commands import it from here.
export { buildDashboard } from "@novacron/dashboard/build";
