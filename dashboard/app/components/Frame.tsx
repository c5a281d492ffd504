import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { startLive } from "../live/fleet-store.ts";
import { useOperations } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { Toasts } from "../ui/Toasts.tsx";
import { Brand } from "./Brand.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import css from "./Frame.module.css";
import { LiveBanner, LiveIndicator } from "./LiveIndicator.tsx";
import { Palette } from "./Palette.tsx";
import { PersonMenu } from "./PersonMenu.tsx";
import { openPalette } from "./palette-store.ts";
import { RunningOperations } from "./RunningOperations.tsx";

/** What surrounds every page: rail, bar, palette, questions and messages. */
export function Frame() {
  useEffect(startLive, []);
  useShortcut();
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#page">
        {t.nav.skip}
      </a>
      <Rail />
      <header className={css.bar}>
        <button type="button" className={css.search} onClick={openPalette}>
          <Icon name="search" />
          <span>{t.search.open}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <RunningOperations />
        <LiveIndicator />
        <PersonMenu />
      </header>
      <Page />
      <Palette />
      <ConfirmDialog />
      <Toasts />
    </div>
  );
}

function Page() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [path]);
  return (
    <main id="page" ref={main} tabIndex={-1} className={css.main}>
      <div className={css.banner}>
        <LiveBanner />
      </div>
      <Outlet />
    </main>
  );
}

const pages: readonly { to: string; icon: IconName; text: string }[] = [
  { to: "/", icon: "fleet", text: t.nav.fleet },
  { to: "/machines", icon: "machines", text: t.nav.machines },
  { to: "/hosts", icon: "hosts", text: t.nav.hosts },
  { to: "/operations", icon: "operations", text: t.nav.operations },
  { to: "/record", icon: "clock", text: t.nav.record },
  { to: "/insights", icon: "insights", text: t.nav.insights },
  { to: "/settings", icon: "settings", text: t.nav.settings },
];

function Rail() {
  const open = [...useOperations().rows.values()].filter(
    (op) => !hasEnded(op.state) && !isScheduled(op),
  ).length;
  return (
    <div className={css.rail}>
      <Link to="/" className={css.brand}>
        <Brand />
        {t.name}
      </Link>
      <nav className={css.nav} aria-label={t.nav.label}>
        {pages.map((page) => (
          <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === "/" }}>
            <Icon name={page.icon} />
            {page.text}
            {page.to === "/operations" && open > 0 && <span className={css.count}>{open}</span>}
          </Link>
        ))}
      </nav>
    </div>
  );
}

function useShortcut(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).matches("input, textarea, select, .xterm *");
      const slash = event.key === "/" && !typing;
      if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        openPalette();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
