/** One sample on its way to a chart; times by the clock of this machine, milliseconds since 1970. */
export interface Arrival {
  readonly machine: string;
  /** When the agent began to read. */
  readonly at: number;
  /** When the page's WebSocket gave the message. */
  readonly receivedAt: number;
  /** When the chart's canvas was next drawn anew; null while it was not. */
  drawnAt: number | null;
}

export interface ProbedWindow {
  arrivals: Arrival[];
}

/**
 * Runs in the page before its own scripts: notes each message with samples of a machine, and the first time
 * after it at which a chart clears its canvas, which is how uPlot begins to draw.
 */
export function installProbe(): void {
  const arrivals: Arrival[] = [];
  (globalThis as unknown as ProbedWindow).arrivals = arrivals;
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: ConstructorParameters<typeof Plain>[1]) {
      super(url, protocols);
      this.addEventListener("message", (event) => {
        const message = JSON.parse(String(event.data));
        if (message.type !== "samples" || message.target !== "machine") return;
        const { machine, at } = message;
        arrivals.push({ machine, at, receivedAt: Date.now(), drawnAt: null });
      });
    }
  };
  type Canvas = { clearRect: (x: number, y: number, w: number, h: number) => void };
  const canvas = (
    globalThis as unknown as { CanvasRenderingContext2D: { readonly prototype: Canvas } }
  ).CanvasRenderingContext2D.prototype;
  const clear = canvas.clearRect;
  canvas.clearRect = function clearRect(...box) {
    for (const arrival of arrivals) arrival.drawnAt ??= Date.now();
    clear.apply(this, box);
  };
}
