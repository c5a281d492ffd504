import { useMediaQuery } from "@mantine/hooks";

/** As the style sheets have it: below this width tables show what fits. */
export function usePhone(): boolean {
  return useMediaQuery("(max-width: 720px)") ?? false;
}
