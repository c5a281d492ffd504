import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import css from "./TargetList.module.css";

/** Every reason why not, each with what would remove it. */
export function ObstacleList({ obstacles }: { readonly obstacles: readonly Obstacle[] }) {
  return (
    <ul className={css.obstacles}>
      {obstacles.map((one) => (
        <li key={`${one.code} ${one.text}`}>
          {one.text}.<span className={css.remedy}>{one.remedy}.</span>
        </li>
      ))}
    </ul>
  );
}
