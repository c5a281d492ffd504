import { Fragment } from "react";
import css from "./Facts.module.css";

/** Names and values in two columns. What has no value is left out. */
export function Facts(props: { readonly items: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {props.items
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
