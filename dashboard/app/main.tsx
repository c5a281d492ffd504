import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/mantine.css";
import "./theme/base.css";
import { createTheme, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { session } from "./api/call.ts";
import { whoQuery } from "./api/queries.ts";
import { queryClient } from "./api/query-client.ts";
import { live } from "./live/fleet-store.ts";
import { router } from "./routes.tsx";

const theme = createTheme({ respectReducedMotion: true });

const loginEnded = () => {
  queryClient.setQueryData(whoQuery.queryKey, null);
  void router.invalidate();
};
session.onEnded = loginEnded;
live.onLoginEnded = loginEnded;

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    {/* Variables and classes stand in our own style sheets: the policy allows no inline ones. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
