import { useMemo } from "react";
import css from "./QrPicture.module.css";
import { qrPath } from "./qr-path.ts";

interface QrPictureProps {
  readonly value: string;
  /** What it is, and where the same stands as text. */
  readonly label: string;
}

/** Dark on light in both themes: readers do not take it the other way round. */
export function QrPicture({ value, label }: QrPictureProps) {
  const { size, path } = useMemo(() => qrPath(value), [value]);
  return (
    <svg
      className={css.picture}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
