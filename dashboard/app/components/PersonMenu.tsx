import { Popover, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { logOut } from "../api/log-out.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import css from "./PersonMenu.module.css";
import { useWho } from "./use-who.ts";

/** Who is logged in, the colours, and the way out. */
export function PersonMenu() {
  const who = useWho();
  const [opened, setOpened] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (who === null) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button
          kind="quiet"
          aria-label={`${t.person.menu}: ${who.name}`}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="person" />
          <span className={css.name}>{who.name}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu} aria-label={t.person.menu}>
        <div className={css.who}>
          {who.name}
          <div className={css.role}>{who.role}</div>
        </div>
        <div className={css.theme}>
          <Segmented
            label={t.theme.label}
            value={colorScheme}
            onChange={setColorScheme}
            options={[
              { value: "auto", text: t.theme.auto },
              { value: "light", text: t.theme.light },
              { value: "dark", text: t.theme.dark },
            ]}
          />
        </div>
        <div className={css.links}>
          <Link to="/settings" search={{ tab: "person" }} onClick={() => setOpened(false)}>
            <Button kind="quiet" tabIndex={-1}>
              {t.person.password}
            </Button>
          </Link>
          <Button kind="quiet" onClick={() => void logOut()}>
            {t.person.logout}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
