import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { whoQuery } from "./api/queries.ts";
import { queryClient } from "./api/query-client.ts";
import { ErrorView } from "./components/ErrorView.tsx";
import { Frame } from "./components/Frame.tsx";
import { moveKeys } from "./moves/options.ts";
import { whatIfKeys } from "./pages/insights/what-if.ts";
import { NotFoundPage } from "./pages/NotFoundPage.tsx";
import { only, parseSearch, stringifySearch } from "./util/search.ts";

/** Every page and what its address may hold. Each page's code is loaded when it is first opened. */
const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error, reset }) => <ErrorView error={error} onRetry={reset} />,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: only("next", "problem"),
  component: lazyRouteComponent(() => import("./pages/LoginPage.tsx"), "LoginPage"),
});

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ location }) => {
    const who = await queryClient.ensureQueryData(whoQuery);
    if (who === null) throw redirect({ to: "/login", search: { next: location.href } });
  },
  component: Frame,
});

const fleet = createRoute({
  getParentRoute: () => app,
  path: "/",
  validateSearch: only("shade"),
  component: lazyRouteComponent(() => import("./pages/fleet/FleetPage.tsx"), "FleetPage"),
});

const machines = createRoute({
  getParentRoute: () => app,
  path: "/machines",
  validateSearch: only("filter", "sort", "columns"),
  component: lazyRouteComponent(() => import("./pages/machines/MachinesPage.tsx"), "MachinesPage"),
});

const machine = createRoute({
  getParentRoute: () => app,
  path: "/machines/$machine",
  validateSearch: only("tab", "device", "range", "from", "to", "view"),
  component: lazyRouteComponent(() => import("./pages/machine/MachinePage.tsx"), "MachinePage"),
});

const move = createRoute({
  getParentRoute: () => app,
  path: "/machines/$machine/move",
  validateSearch: only(...moveKeys),
  component: lazyRouteComponent(() => import("./pages/move/MovePage.tsx"), "MovePage"),
});

const hosts = createRoute({
  getParentRoute: () => app,
  path: "/hosts",
  validateSearch: only("filter", "sort"),
  component: lazyRouteComponent(() => import("./pages/HostsPage.tsx"), "HostsPage"),
});

const host = createRoute({
  getParentRoute: () => app,
  path: "/hosts/$host",
  validateSearch: only("tab", "range", "from", "to", "view"),
  component: lazyRouteComponent(() => import("./pages/host/HostPage.tsx"), "HostPage"),
});

const maintenance = createRoute({
  getParentRoute: () => app,
  path: "/maintenance",
  validateSearch: only("hosts", "find"),
  component: lazyRouteComponent(
    () => import("./pages/maintenance/MaintenancePage.tsx"),
    "MaintenancePage",
  ),
});

const operations = createRoute({
  getParentRoute: () => app,
  path: "/operations",
  validateSearch: only("state"),
  component: lazyRouteComponent(() => import("./pages/OperationsPage.tsx"), "OperationsPage"),
});

const record = createRoute({
  getParentRoute: () => app,
  path: "/record",
  validateSearch: only("at", "before", "by", "least"),
  component: lazyRouteComponent(() => import("./pages/record/RecordPage.tsx"), "RecordPage"),
});

const insights = createRoute({
  getParentRoute: () => app,
  path: "/insights",
  validateSearch: only("tab", "kind", "view", ...whatIfKeys),
  component: lazyRouteComponent(() => import("./pages/insights/InsightsPage.tsx"), "InsightsPage"),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  validateSearch: only("tab"),
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage.tsx"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    app.addChildren([
      fleet,
      machines,
      machine,
      move,
      hosts,
      host,
      maintenance,
      operations,
      record,
      insights,
      settings,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultErrorComponent: ({ error, reset }) => <ErrorView error={error} onRetry={reset} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
