import { useEffect, useRef } from "react";
import css from "./TabBar.module.css";

export interface TabBarProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly tabs: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** Tabs by the ARIA pattern: one stop for Tab, arrows move between them. */
export function TabBar<V extends string>({ label, value, tabs, onChange }: TabBarProps<V>) {
  const bar = useRef<HTMLDivElement>(null);
  // On a phone the tab that the address names may lie outside the bar.
  useEffect(() => {
    tabIn(bar.current, value)?.scrollIntoView({ block: "nearest" });
  }, [value]);
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next.value);
    tabIn(bar.current, next.value)?.focus();
  };
  return (
    <div ref={bar} role="tablist" aria-label={label} className={css.tabs} onKeyDown={onKey}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          data-tab={tab.value}
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          className={css.tab}
          onClick={() => onChange(tab.value)}
        >
          {tab.text}
        </button>
      ))}
    </div>
  );
}

function tabIn(bar: HTMLElement | null, value: string): HTMLElement | null {
  return bar?.querySelector<HTMLElement>(`[data-tab="${value}"]`) ?? null;
}

/** The tab that the address names, or the first one. */
export function tabOf<V extends string>(wanted: string | undefined, tabs: readonly V[]): V {
  const found = tabs.find((tab) => tab === wanted);
  const [first] = tabs;
  if (first === undefined) throw new Error("a tab bar has at least one tab");
  return found ?? first;
}
