import type { MachineView } from "@novacron/protocol/http/machines";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { call } from "../../api/call.ts";
import { ChartStack } from "../../charts/ChartStack.tsx";
import type { ChartSpec } from "../../charts/specs.ts";
import type { RangeSource } from "../../charts/use-range.ts";
import { t } from "../../text/en.ts";
import { Segmented } from "../../ui/Segmented.tsx";
import css from "./MachinePage.module.css";

/** Asked again before it ends, as long as somebody looks. */
const detailSeconds = 120;
const askAgainMs = 60_000;

interface DeviceChartsProps {
  readonly machine: MachineView;
  readonly target: "machineDisk" | "machineNic";
  readonly devices: readonly string[];
  readonly charts: readonly ChartSpec[];
}

/** Figures of one disk or interface; the agent measures them one by one only while this is open. */
export function DeviceCharts({ machine, target, devices, charts }: DeviceChartsProps) {
  const search = useSearch({ from: "/app/machines/$machine" });
  const navigate = useNavigate({ from: "/machines/$machine" });
  const running = machine.state === "running";
  useDetail(machine.id, running);
  const named = search.device ?? "";
  const device = devices.includes(named) ? named : devices[0];
  const source = useMemo<RangeSource>(
    () => ({
      target: "machine",
      id: machine.id,
      ...(device === undefined ? {} : { part: { target, device } }),
    }),
    [machine.id, target, device],
  );
  if (device === undefined) return null;
  const choose = (value: string) =>
    void navigate({ search: (before) => ({ ...before, device: value }), replace: true });
  return (
    <>
      {devices.length > 1 && (
        <Segmented
          label={t.machine.devices.choose}
          value={device}
          options={devices.map((value) => ({ value, text: value }))}
          onChange={choose}
        />
      )}
      <ChartStack
        title={t.machine.devices.title(device)}
        source={source}
        charts={charts}
        search={search}
        onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
      />
      <p className={css.quiet}>{running ? t.machine.devices.asked : t.machine.devices.off}</p>
    </>
  );
}

function useDetail(machine: string, wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    const ask = () => {
      const input = { params: { machine }, body: { seconds: detailSeconds } };
      // Without it the charts stay empty and say so; the next ask may work.
      call("machineDetail", input).catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, askAgainMs);
    return () => clearInterval(timer);
  }, [machine, wanted]);
}
