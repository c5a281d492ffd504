import type { HostView } from "@novacron/protocol/http/hosts";
import { Ago } from "../../components/Ago.tsx";
import { useNow } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { formatBytes, formatCount, formatPercent } from "../../util/format.ts";
import { formatAgo } from "../../util/time.ts";
import { hostPromised, hostUse } from "../fleet/use.ts";
import css from "./HostPage.module.css";
import { Identity } from "./Identity.tsx";

export function HostSide({ host }: { readonly host: HostView }) {
  return (
    <>
      <Capacity host={host} />
      <Libvirt host={host} />
      <Virtualisation host={host} />
      <Identity host={host} />
      <Agent host={host} />
      <Hardware host={host} />
    </>
  );
}

function Capacity({ host }: { readonly host: HostView }) {
  const { inventory, committed } = host;
  const promised = hostPromised(host);
  return (
    <Panel title={t.host.capacity}>
      <Measure
        name={t.host.cpu}
        used={hostUse(host, "cpu")}
        promised={promised.vcpus}
        detail={`${committed.vcpus} vCPUs on ${inventory.cpuThreads} threads`}
      />
      <Measure
        name={t.host.memory}
        used={hostUse(host, "memory")}
        promised={promised.memory}
        detail={`${formatBytes(committed.memoryBytes)} of ${formatBytes(inventory.memoryBytes)}`}
      />
    </Panel>
  );
}

interface MeasureProps {
  readonly name: string;
  readonly used: number | null;
  readonly promised: number;
  readonly detail: string;
}

function Measure({ name, used, promised, detail }: MeasureProps) {
  const rest = 1 - promised;
  return (
    <div className={css.measure}>
      <header>
        <span>{name}</span>
        <span>
          {formatPercent(used)} {t.host.used}
        </span>
      </header>
      <Meter value={used} second={promised} label={`${name} ${t.host.used}`} />
      <small>
        {formatPercent(promised)} {t.host.committed} ({detail}),{" "}
        {rest >= 0 ? `${formatPercent(rest)} ${t.host.free}` : t.host.over}
      </small>
    </div>
  );
}

function Libvirt({ host }: { readonly host: HostView }) {
  const { libvirt, libvirtVersion, qemuVersion } = host.inventory;
  const fine = libvirt.state === "connected";
  const silent = host.state === "offline";
  return (
    <Panel title={t.host.libvirt}>
      {silent ? (
        <Mark shape="dashed" tone="off" text={t.host.libvirtSilent} />
      ) : (
        <Mark
          shape={fine ? "full" : "cross"}
          tone={fine ? "ok" : "bad"}
          text={fine ? t.host.libvirtOk : (libvirt.problem ?? libvirt.state)}
        />
      )}
      <div className={css.list}>
        <Facts
          items={[
            ["Versions", `libvirt ${libvirtVersion ?? "?"}, QEMU ${qemuVersion ?? "?"}`],
            ["Address", libvirt.uri],
            ["Bulk call", `${(host.latest.libvirtCallMs ?? 0).toFixed(0)} ms`],
          ]}
        />
        {libvirt.culprits.length > 0 && <h3>{t.host.culprits}</h3>}
        {libvirt.culprits.map((culprit) => (
          <div key={culprit.machine}>
            <Mark shape="alert" tone="warn" text={culprit.machine} />
            <p className={css.text}>{culprit.why}</p>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Virtualisation({ host }: { readonly host: HostView }) {
  const { verdict, evidence, at } = host.inventory.virtualisation;
  const look = { kvm: ["full", "ok"], qemu: ["half", "warn"], unknown: ["dashed", "off"] } as const;
  const now = useNow(60_000);
  return (
    <Panel title={t.host.virtualisation}>
      <Mark shape={look[verdict][0]} tone={look[verdict][1]} text={t.host.verdict[verdict]} />
      <p className={css.text}>
        {evidence}
        {at !== null && ` (${t.host.probed(formatAgo(at, now))})`}
      </p>
    </Panel>
  );
}

function Agent({ host }: { readonly host: HostView }) {
  const { latest, inventory } = host;
  const dropped = latest.outboxDropped ?? 0;
  return (
    <Panel title={t.host.agent}>
      <Facts
        items={[
          ["Version", inventory.agentVersion],
          [
            "Own cost",
            t.host.agentCost(formatPercent(latest.agentCpu), formatBytes(latest.agentMemoryBytes)),
          ],
          ["Outbox", t.host.outbox(formatCount(latest.outboxBatches))],
          ["Dropped", dropped > 0 ? t.host.dropped(formatCount(dropped)) : null],
          [t.host.interval, `${inventory.metricsIntervalMs / 1_000} s`],
          ["Newest", host.lastSampleAt === null ? null : <Ago key="at" at={host.lastSampleAt} />],
        ]}
      />
    </Panel>
  );
}

function Hardware({ host }: { readonly host: HostView }) {
  const { inventory } = host;
  return (
    <Panel title={t.host.hardware}>
      <Facts
        items={[
          ["Model", [inventory.manufacturer, inventory.model].filter(Boolean).join(" ")],
          ["CPU", inventory.cpuModel],
          ["Cores", `${inventory.cpuCores} cores, ${inventory.cpuThreads} threads`],
          [t.host.os, `${inventory.os}, ${inventory.kernel}`],
          [
            t.host.booted,
            inventory.hostBootAt === null ? null : <Ago key="boot" at={inventory.hostBootAt} />,
          ],
          ["Addresses", inventory.nics.flatMap((nic) => nic.addresses).join(", ")],
        ]}
      />
    </Panel>
  );
}
