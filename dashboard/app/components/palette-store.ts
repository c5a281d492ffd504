let opened = false;
const listeners = new Set<() => void>();

export const paletteStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  get: () => opened,
};

export function openPalette(): void {
  set(true);
}

export function closePalette(): void {
  set(false);
}

function set(now: boolean): void {
  opened = now;
  for (const listener of listeners) listener();
}
