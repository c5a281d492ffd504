import { useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";

interface MachineLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly machine: string;
}

/**
 * A link to a machine for places that draw hundreds of them. The router's own link follows the router's state
 * and works its address out anew with each drawing, which is felt while scrolling.
 */
export function MachineLink({ machine, ...rest }: MachineLinkProps) {
  const router = useRouter();
  const onClick = (event: React.MouseEvent) => {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (modified || event.button !== 0) return;
    event.preventDefault();
    void router.navigate({ to: "/machines/$machine", params: { machine } });
  };
  return <a {...rest} href={`/machines/${machine}`} onClick={onClick} />;
}
