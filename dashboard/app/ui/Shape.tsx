/** The forms that tell states apart without colour. */
export type ShapeName =
  | "full"
  | "ring"
  | "bars"
  | "half"
  | "cross"
  | "dashed"
  | "moon"
  | "twin"
  | "check"
  | "dash"
  | "alert"
  | "turning"
  | "square"
  | "square-half"
  | "square-cross";

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 } as const;
const round = { ...line, strokeLinecap: "round", strokeLinejoin: "round" } as const;

const drawings: Readonly<Record<ShapeName, React.ReactNode>> = {
  full: <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.8" {...line} />,
  bars: <path d="M4 2.5v7M8 2.5v7" {...round} strokeWidth="2.2" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.8" {...line} />
      <path d="M6 2.2a3.8 3.8 0 0 0 0 7.6z" fill="currentColor" />
    </>
  ),
  cross: <path d="M2.7 2.7l6.6 6.6M9.3 2.7l-6.6 6.6" {...round} strokeWidth="2" />,
  dashed: <circle cx="6" cy="6" r="3.8" {...line} strokeDasharray="2 2" />,
  moon: <path d="M9.8 7.4A4.2 4.2 0 1 1 4.6 2.2a3.4 3.4 0 0 0 5.2 5.2z" fill="currentColor" />,
  twin: <path d="M1.8 1.8h5.4v5.4H1.8zM4.8 4.8h5.4v5.4H4.8z" {...line} />,
  check: <path d="M2.2 6.3l2.6 2.7 5-6" {...round} strokeWidth="1.9" />,
  dash: <path d="M2.5 6h7" {...round} strokeWidth="2" />,
  alert: <path d="M6 1.5l5 9H1zM6 5v2.2M6 8.9h.01" {...round} strokeWidth="1.3" />,
  turning: <path d="M10 6A4 4 0 1 1 6 2" {...round} strokeWidth="1.9" />,
  square: <rect x="2" y="2" width="8" height="8" rx="1.5" fill="currentColor" />,
  "square-half": (
    <>
      <rect x="2.2" y="2.2" width="7.6" height="7.6" rx="1.5" {...line} />
      <path d="M2.2 6h7.6v3.8H2.2z" fill="currentColor" />
    </>
  ),
  "square-cross": (
    <>
      <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1.5" {...line} />
      <path d="M4 4l4 4M8 4l-4 4" {...round} />
    </>
  ),
};

export function Shape({ name, size = 12 }: { readonly name: ShapeName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" data-shape={name}>
      {drawings[name]}
    </svg>
  );
}
