import type { HostView } from "@novacron/protocol/http/hosts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../commands/ask.ts";
import { t } from "../text/en.ts";
import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import css from "./DemoOffer.module.css";
import { useMay } from "./use-who.ts";

/** Hosts that can make a demo guest: real, online, able to, and without a machine of their own. */
export function hostForDemo(hosts: Iterable<HostView>): HostView | undefined {
  return [...hosts].find(
    (host) =>
      host.state === "online" &&
      host.machines.total === 0 &&
      host.inventory.foreignManager === null &&
      host.inventory.capabilities.includes("machine.demo"),
  );
}

/** The one next step on a host without machines. */
export function DemoOffer({ host }: { readonly host: HostView }) {
  const may = useMay("machine.create");
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [target] = useState(() => ({ id: crypto.randomUUID(), name: "demo-1" }));
  const make = async () => {
    setBusy(true);
    const more = { host: host.id, params: { name: target.name } };
    const operation = await ask("machine.create-demo", target, more);
    setBusy(false);
    if (operation !== null) await navigate({ to: "/operations" });
  };
  return (
    <section className={css.offer} aria-label={t.actions["machine.create-demo"]}>
      <div className={css.text}>
        <h2>
          {t.fleet.noMachines.title(host.name)} <Badge dashed>{t.common.demo}</Badge>
        </h2>
        <p>{t.fleet.noMachines.text}</p>
      </div>
      <Button
        kind="primary"
        busy={busy}
        aria-disabled={busy || !may}
        onClick={() => may && !busy && void make()}
      >
        <Icon name="demo" size={14} />
        {t.fleet.noMachines.action}
      </Button>
    </section>
  );
}
