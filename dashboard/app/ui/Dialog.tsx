import { Modal } from "@mantine/core";
import { t } from "../text/en.ts";
import css from "./Dialog.module.css";

export interface DialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
  readonly footer?: React.ReactNode;
  readonly size?: number;
}

const classNames = {
  content: css.content ?? "",
  header: css.header ?? "",
  title: css.title ?? "",
  body: css.body ?? "",
  overlay: css.overlay ?? "",
};

/** Keeps the focus inside, gives it back at the end, and closes on Esc. The page itself never scrolls. */
export function Dialog({ opened, title, onClose, children, footer, size = 480 }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      centered
      lockScroll={false}
      classNames={classNames}
      closeButtonProps={{ "aria-label": t.common.close }}
      transitionProps={{ duration: 90 }}
    >
      {children}
      {footer !== undefined && <div className={css.footer}>{footer}</div>}
    </Modal>
  );
}
