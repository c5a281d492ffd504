import { HttpServer } from "@novacron/control-plane/adapters/http/http-server";
import { startControl, type TestControl, testSettings } from "@novacron/control-plane/kit/kit";

type Given = NonNullable<Parameters<typeof startControl>[0]>;

/** The real application behind the real HTTP server; only the stores are in memory. */
export class PeopleStack {
  readonly control: TestControl;
  readonly url: string;
  readonly #server: HttpServer;

  private constructor(control: TestControl, server: HttpServer) {
    this.control = control;
    this.#server = server;
    this.url = `http://127.0.0.1:${server.port()}`;
  }

  static async start(given: Given = {}): Promise<PeopleStack> {
    const control = await startControl(given);
    const server = new HttpServer({
      host: "127.0.0.1",
      port: 0,
      tls: null,
      trustedProxies: [],
      consoleDirectory: "/nonexistent",
      metricsOpen: false,
      version: "test",
      app: control.app,
      clock: control.clock,
      log: { debug() {}, info() {}, notice() {}, warn() {}, error() {} },
      upgrades: [],
      checkAnswers: true,
      anonymousLimit: { burst: 10_000, perSecond: 1_000, addresses: 10 },
    });
    await server.start(new AbortController().signal);
    return new PeopleStack(control, server);
  }

  get adminPassword(): string {
    return testSettings.adminPassword;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
