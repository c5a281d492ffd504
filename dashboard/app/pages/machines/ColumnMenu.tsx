import { Popover } from "@mantine/core";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type MachineColumn, machineColumns } from "./columns.tsx";
import css from "./MachinesPage.module.css";

interface ColumnMenuProps {
  readonly shown: readonly MachineColumn[];
  readonly onChange: (keys: readonly string[]) => void;
}

export function ColumnMenu({ shown, onChange }: ColumnMenuProps) {
  const keys = new Set(shown.map((column) => column.key));
  const toggle = (key: string) => {
    const next = new Set(keys);
    if (!next.delete(key)) next.add(key);
    onChange(machineColumns.map((column) => column.key).filter((one) => next.has(one)));
  };
  return (
    <Popover position="bottom-end" withinPortal>
      <Popover.Target>
        <Button className={css.columnsButton}>
          <Icon name="columns" size={14} />
          {t.machines.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.columns} aria-label={t.machines.columns}>
        {machineColumns.map((column) => (
          <label key={column.key}>
            <input
              type="checkbox"
              checked={keys.has(column.key)}
              disabled={column.key === "name"}
              onChange={() => toggle(column.key)}
            />
            {column.head}
          </label>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
