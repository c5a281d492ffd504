/**
 * The Content-Security-Policy that every answer with the console's files carries. The console holds no inline
 * script and no inline style sheet; styles of single elements are set through the DOM, which the policy does
 * not concern. `connect-src 'self'` covers the live feed and the serial console (same origin).
 */
export const consoleCsp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Sent beside it with the console's files. */
export const consoleHeaders = {
  "content-security-policy": consoleCsp,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
} as const;
