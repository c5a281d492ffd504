import css from "./Skeleton.module.css";

/** A place holder of the real thing's size; nothing is drawn in the first 150 ms. */
export function Skeleton(props: { readonly width?: number | string; readonly height?: number }) {
  const { width = "100%", height = 14 } = props;
  return <span className={css.bone} style={{ width, height }} aria-hidden="true" />;
}
