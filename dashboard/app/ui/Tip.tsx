import { Tooltip } from "@mantine/core";

export interface TipProps {
  readonly label: React.ReactNode;
  readonly children: React.ReactElement;
  readonly disabled?: boolean;
  readonly wide?: boolean;
}

/** Shown on hover and on focus alike, so that nothing needs a mouse. */
export function Tip({ label, children, disabled = false, wide = false }: TipProps) {
  return (
    <Tooltip
      label={label}
      disabled={disabled}
      multiline={wide}
      maw={wide ? 340 : undefined}
      openDelay={250}
      withinPortal
      position="bottom"
      events={{ hover: true, focus: true, touch: true }}
    >
      {children}
    </Tooltip>
  );
}
