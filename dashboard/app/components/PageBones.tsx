import type { ReactNode } from "react";
import { t } from "../text/en.ts";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Page } from "./Page.tsx";

/** A page about one thing before it is known: its head and tabs, and the children in their place. */
export function PageBones({ children }: { readonly children: ReactNode }) {
  return (
    <Page
      name={t.common.loading}
      title={<Skeleton width={220} height={26} />}
      sub={<Skeleton width={300} />}
    >
      <Skeleton height={34} />
      {children}
    </Page>
  );
}
