import { Page } from "../../components/Page.tsx";
import { t } from "../../text/en.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import css from "./FleetPage.module.css";

/** The layout of the page before anything is known. */
export function FleetBones() {
  return (
    <Page
      name={t.fleet.title}
      className={css.page}
      title={<Skeleton width={340} height={24} />}
      sub={<Skeleton width={240} />}
    >
      <Skeleton height={76} />
      <div className={css.grid}>
        <Skeleton height={520} />
        <div className={css.side}>
          <Skeleton height={150} />
          <Skeleton height={90} />
          <Skeleton height={240} />
        </div>
      </div>
    </Page>
  );
}
