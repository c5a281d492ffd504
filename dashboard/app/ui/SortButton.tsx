import { Icon } from "./Icon.tsx";
import css from "./SortButton.module.css";

export interface SortButtonProps {
  /** How the rows stand by this column; undefined where another one orders them. */
  readonly direction: "ascending" | "descending" | undefined;
  readonly onPress: () => void;
  readonly children: React.ReactNode;
}

/** The head of a column by which rows are put in order. */
export function SortButton({ direction, onPress, children }: SortButtonProps) {
  return (
    <button
      type="button"
      className={css.sort}
      data-on={direction !== undefined || undefined}
      onClick={onPress}
    >
      {children}
      {direction !== undefined && (
        <Icon name={direction === "ascending" ? "up" : "down"} size={12} />
      )}
    </button>
  );
}
