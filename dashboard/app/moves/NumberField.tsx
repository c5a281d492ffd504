import { useState } from "react";
import { TextField } from "../ui/Field.tsx";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  /** How many of the value's own unit are one of what is typed. */
  readonly unit: number;
  readonly min: number;
  readonly placeholder: string;
  /** The value itself is a whole number of its own unit; false for shares. */
  readonly whole?: boolean;
  readonly onChange: (value: number | undefined) => void;
}

/** A number that may be left open. What is typed counts when the field is left or Enter is pressed. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, unit, min, placeholder, whole = true, onChange } = props;
  const shown = value === undefined ? "" : String(Math.round((value / unit) * 10) / 10);
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    if (typed === null) return;
    setTyped(null);
    const number = Number(typed.replace(",", "."));
    if (typed.trim() === "") onChange(undefined);
    else if (Number.isFinite(number) && number >= min)
      onChange(whole ? Math.round(number * unit) : number * unit);
  };
  return (
    <TextField
      label={label}
      inputMode="decimal"
      placeholder={placeholder}
      value={typed ?? shown}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => event.key === "Enter" && settle()}
    />
  );
}
