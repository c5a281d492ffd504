export interface Toast {
  readonly id: number;
  readonly tone: "ok" | "bad" | "plain";
  readonly text: string;
  readonly more?: string;
}

/** More than these at once are a wall nobody reads; the oldest goes. */
const toastsMax = 4;
const shownMs = 6_000;

let next = 1;
let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  get: () => toasts,
};

/** What failed stays until it is closed; the rest goes by itself. */
export function toast(message: Omit<Toast, "id">): void {
  const id = next;
  next += 1;
  publish([...toasts, { ...message, id }].slice(-toastsMax));
  if (message.tone !== "bad") setTimeout(() => closeToast(id), shownMs);
}

export function closeToast(id: number): void {
  publish(toasts.filter((one) => one.id !== id));
}

function publish(now: readonly Toast[]): void {
  toasts = now;
  for (const listener of listeners) listener();
}
