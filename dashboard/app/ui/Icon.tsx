const paths = {
  fleet: "M2.5 2.5h5v5h-5zM8.5 2.5h5v5h-5zM2.5 8.5h5v5h-5zM8.5 8.5h5v5h-5z",
  machines: "M2 3.5h12v7H2zM5.5 13.5h5M8 10.5v3",
  hosts: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01",
  operations: "M2.5 4h2M6.5 4h7M2.5 8h2M6.5 8h7M2.5 12h2M6.5 12h4",
  settings: "M3 4.5h6M12 4.5h1M3 11.5h1M7 11.5h6M10.5 3v3M5.5 10v3",
  insights: "M2.5 13.5h11M4 11V7.5M8 11V3M12 11V5.5",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2",
  person: "M8 2.5a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM3 13.5c.4-2.7 2.4-4 5-4s4.6 1.3 5 4",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3.5 8.5l3 3 6-7",
  down: "M4 6.5l4 4 4-4",
  up: "M4 9.5l4-4 4 4",
  right: "M6.5 4l4 4-4 4",
  start: "M5 3.5v9l7-4.5z",
  stop: "M4.5 4.5h7v7h-7z",
  power: "M8 2.5v5M5 4.5a5 5 0 1 0 6 0",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  move: "M2.5 8h10M9 4.5 12.5 8 9 11.5M2.5 4v8",
  reboot: "M12.5 8a4.5 4.5 0 1 1-1.5-3.4M12.5 2.5v3h-3",
  console: "M2 3.5h12v9H2zM4.5 6.5l2 1.5-2 1.5M8 10h3",
  columns: "M2.5 3h11v10h-11zM6 3v10M10 3v10",
  help: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.3 6.3c.2-2.3 3.6-2.2 3.5-.1 0 1.4-1.8 1.5-1.8 2.8M8 11.3h.01",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  trash: "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.5V8l2.5 1.5",
  demo: "M8 2v3M8 11v3M2 8h3M11 8h3M4 4l2 2M10 10l2 2M12 4l-2 2M6 10l-2 2",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 16 by 16; the text beside it says what it means. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
