/** The mark: four short strokes around a point, a star that is also a clock's face. */
export function Brand({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <g stroke="var(--paper)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M16 6.5v6.5M16 19v6.5M6.5 16H13M19 16h6.5" />
        <path d="M9.8 9.8l2.6 2.6M19.6 19.6l2.6 2.6" opacity="0.5" />
      </g>
      <circle cx="16" cy="16" r="1.9" fill="var(--paper)" />
    </svg>
  );
}
