import type { ReactNode } from "react";
import { TabBar } from "./TabBar.tsx";

export interface TabsProps<V extends string> {
  readonly label: string;
  /** The first is the one of an address that names none. */
  readonly tabs: readonly V[];
  readonly texts: Readonly<Record<V, string>>;
  readonly value: V;
  /** What the address says of the tab that was chosen; it takes the place of all that it said. */
  readonly onSearch: (search: { tab?: V }) => void;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Tabs of a page, and what the open one shows. */
export function Tabs<V extends string>({ label, tabs, texts, value, ...more }: TabsProps<V>) {
  const { onSearch, className, children } = more;
  return (
    <>
      <TabBar
        label={label}
        value={value}
        tabs={tabs.map((tab) => ({ value: tab, text: texts[tab] }))}
        onChange={(tab) => onSearch(tab === tabs[0] ? {} : { tab })}
      />
      <div role="tabpanel" aria-label={texts[value]} className={className}>
        {children}
      </div>
    </>
  );
}
