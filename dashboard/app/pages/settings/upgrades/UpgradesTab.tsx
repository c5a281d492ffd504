import type { ReleaseView } from "@novacron/protocol/http/releases";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { releasesQuery, rolloutQuery } from "../../../api/queries.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useMay } from "../../../components/use-who.ts";
import { t } from "../../../text/en.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import css from "../SettingsPage.module.css";
import { Releases } from "./Releases.tsx";
import { RolloutPanel } from "./RolloutPanel.tsx";
import { UpgradeDialog } from "./UpgradeDialog.tsx";
import { VersionsPanel } from "./VersionsPanel.tsx";

const text = t.upgrades;

export function UpgradesTab() {
  return useMay("host.view") ? <Upgrades /> : <Empty title={text.forbidden} />;
}

function Upgrades() {
  const mayManage = useMay("release.manage");
  const rollout = useQuery(rolloutQuery);
  const releases = useQuery({ ...releasesQuery, enabled: mayManage });
  const [wanted, setWanted] = useState<ReleaseView | null>(null);
  const error = rollout.error ?? releases.error;
  const shown = rollout.data?.rollout ?? null;
  const isOpen = shown?.state === "running" || shown?.state === "paused";
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      {error !== null && <ErrorView error={error} onRetry={() => void retry()} />}
      {rollout.isPending && <Skeleton height={120} />}
      {shown !== null && <RolloutPanel rollout={shown} mayManage={mayManage} />}
      <VersionsPanel />
      {mayManage ? (
        <Releases releases={releases.data?.items} isOpen={isOpen} onPlan={setWanted} />
      ) : (
        <p className={css.lead}>{text.releases.forbidden}</p>
      )}
      {wanted !== null && <UpgradeDialog release={wanted} onClose={() => setWanted(null)} />}
    </>
  );

  async function retry(): Promise<void> {
    await Promise.all([rollout.refetch(), mayManage ? releases.refetch() : null]);
  }
}
