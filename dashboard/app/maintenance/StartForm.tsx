import { hookObstacles } from "@novacron/protocol/domain/hook-obstacles";
import type {
  DrainPlan,
  MaintenanceCommand,
  MaintenanceHook,
} from "@novacron/protocol/domain/maintenance";
import { may } from "@novacron/protocol/domain/may";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import { theFleet } from "@novacron/protocol/domain/scope";
import type { HostView } from "@novacron/protocol/http/hosts";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/call.ts";
import { maintenanceQuery } from "../api/maintenance.ts";
import { queryClient } from "../api/query-client.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { Obstacles } from "../components/MachineActions.tsx";
import { useWho } from "../components/use-who.ts";
import { Check } from "../moves/Check.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { Tip } from "../ui/Tip.tsx";
import { CommandChoice } from "./CommandChoice.tsx";
import css from "./Maintenance.module.css";

const text = t.maintenance;
const hooks = ["person", "reboot", "none"] as const;

export interface StartFormProps {
  readonly hosts: readonly HostView[];
  /** Plans of these hosts as far as they are known. */
  readonly plans: readonly DrainPlan[];
}

/** How the maintenance goes on, and the button; what bars it is told all at once. */
export function StartForm({ hosts, plans }: StartFormProps) {
  const [hook, setHook] = useState<MaintenanceHook>("person");
  const [command, setCommand] = useState<MaintenanceCommand | null>(null);
  const [returns, setReturns] = useState(false);
  const [accepted, setAccepted] = useState(false);
  const risky = plans.some((plan) => plan.warnings.length > 0);
  const who = useWho();
  const obstacles = [
    ...may(who, "plan.run", theFleet),
    ...hosts.filter((host) => host.state === "offline").map(() => text.offline),
    ...(risky && !accepted ? [text.acceptFirst] : []),
    ...(command === null
      ? []
      : [...may(who, "host.command", theFleet), ...hookObstacles(hosts, command.name)]),
  ];
  const start = useMutation({
    mutationFn: () => ask({ hosts, hook, command, returns, acceptRisk: accepted }),
    onSuccess: () => void queryClient.invalidateQueries(maintenanceQuery),
  });
  const ready = hosts.length > 0 && obstacles.length === 0 && !start.isPending;
  return (
    <div className={css.form}>
      <CommandChoice hosts={hosts} command={command} onChange={setCommand} />
      <div>
        <h3 className={css.label}>{text.hook}</h3>
        <Segmented
          label={text.hook}
          value={hook}
          options={hooks.map((value) => ({ value, text: text.hooks[value] }))}
          onChange={setHook}
        />
        <p className={css.quiet}>{text.hookHelp[hook]}</p>
      </div>
      <Check label={text.returns} checked={returns} onChange={setReturns} />
      {risky && <Check label={text.accept} checked={accepted} onChange={setAccepted} />}
      {start.isError && <ErrorView error={start.error} />}
      <Start hosts={hosts} obstacles={obstacles} ready={ready} onStart={() => start.mutate()} />
    </div>
  );
}

interface StartProps {
  readonly hosts: readonly HostView[];
  readonly obstacles: readonly Obstacle[];
  readonly ready: boolean;
  readonly onStart: () => void;
}

function Start({ hosts, obstacles, ready, onStart }: StartProps) {
  const [only] = hosts;
  const single = hosts.length === 1 && only !== undefined;
  return (
    <Tip
      wide
      disabled={obstacles.length === 0}
      label={<Obstacles title={text.cannot} obstacles={obstacles} />}
    >
      <Button
        kind="primary"
        className={css.start}
        aria-disabled={!ready}
        onClick={() => ready && onStart()}
      >
        {single ? text.startHost(only.name) : text.start(hosts.length)}
      </Button>
    </Tip>
  );
}

interface Wish {
  readonly hosts: readonly HostView[];
  readonly hook: MaintenanceHook;
  readonly command: MaintenanceCommand | null;
  readonly returns: boolean;
  readonly acceptRisk: boolean;
}

function ask({ hosts, ...rest }: Wish) {
  const id = crypto.randomUUID() as Parameters<typeof startWith>[0];
  return startWith(id, hosts, rest);
}

type Body = NonNullable<Parameters<typeof call<"startMaintenance">>[1]>["body"];

function startWith(
  id: NonNullable<Body>["id"],
  hosts: readonly HostView[],
  { command, ...rest }: Omit<Wish, "hosts">,
) {
  const named = command === null ? {} : { command };
  const body = { id, hosts: hosts.map((host) => host.id), ...named, ...rest };
  return call("startMaintenance", { body });
}
