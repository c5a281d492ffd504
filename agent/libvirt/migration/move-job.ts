import type { MigrationAdjustment, MigrationProgress } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { defaultStallAfterMs, stepMove, watchMove } from "../../core/move-watch.ts";
import type {
  GateAddress,
  PerformControl,
  Performed,
  PerformRequest,
} from "../../ports/migration.ts";
import { isNoDomain } from "../errors.ts";
import { registerEvent } from "../event-registry.ts";
import { migrateFlag } from "../gate/gate-ticket.ts";
import { domainEventCallbackJobCompleted } from "../generated/event.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import type { ServerEvent } from "../rpc/connection.ts";
import type { TypedParameter } from "../rpc/typed-parameter.ts";
import { withMovedDisks } from "../xml/moved-domain.ts";
import { parseDomain } from "../xml/parse-domain.ts";
import { withMetadata } from "../xml/update-domain.ts";
import { jobType, measuredOf, migrationOut, operationOf, progressOf } from "./job-stats.ts";
import { type MoveWords, mebibytes, moveFlags, moveParameters } from "./move-flags.ts";
import { acting, looking, type MoveKit, pass, seconds, xmlFlag } from "./move-kit.ts";
import { MovePause } from "./move-pause.ts";
import type { SourceRecord } from "./move-record.ts";
import { cutPostCopy, type PostCopyStage, postCopyOf, postCopyStage } from "./post-copy.ts";

export interface MoveJobParts {
  readonly request: PerformRequest & { readonly gate: GateAddress };
  readonly address: string;
  /** Of this host's end of the gate. */
  readonly uri: string;
  /** Another end, for a way that was cut in post-copy. */
  readonly openGate: () => Promise<string>;
  readonly record: SourceRecord;
  readonly attempted: string;
}

const lookEveryMs = 500;
/** VIR_DOMAIN_PAUSED. */
const paused = 3;
/** libvirt's call ends when the move does. A timer of Node can wait for 24.8 days, and fires at once beyond that. */
const whole = seconds(24 * 86_400);
/** Statistics of the ended job come as an event right after it. */
const lateStatsMs = 2_000;
/** A way that was cut in post-copy is tried again so often, and for so long. */
const resumeEveryMs = 2_000;
const resumeWithinMs = 1_500_000;
/** In post-copy the guest waits for what flows: a link that brings nothing for so long is taken for dead. */
const deadAfterMs = 10_000;

/** One call to libvirt that moves a machine, watched on a connection of its own. */
export class MoveJob {
  readonly #kit: MoveKit;
  readonly #parts: MoveJobParts;
  #stats: readonly TypedParameter[] | null = null;
  #verdict: NovaError | null = null;
  #postCopy = false;
  /** It was told to go on in post-copy, and may be in it before anybody saw it there. */
  #isAsked = false;
  #begun = 0;
  readonly #pause: MovePause;
  readonly #held = Promise.withResolvers<never>();
  readonly #over = new AbortController();
  readonly #told = new AbortController();

  constructor(kit: MoveKit, parts: MoveJobParts) {
    this.#kit = kit;
    this.#parts = parts;
    this.#pause = new MovePause(parts.request.options.maxPauseMs);
    this.#held.promise.catch(() => undefined);
  }

  run(control: PerformControl): Promise<Performed> {
    return this.#watched(control, this.#carryOut());
  }

  /** Of a machine that another agent left in post-copy: it is waited for, or put together. */
  goOn(control: PerformControl): Promise<Performed> {
    this.#postCopy = true;
    this.#isAsked = true;
    return this.#watched(control, this.#takeUp());
  }

  async #watched(control: PerformControl, moved: Promise<void>): Promise<Performed> {
    this.#begun = this.#kit.clock.monotonicMs();
    const over = () => this.#over.abort();
    moved.then(over, over);
    const watched = this.#watch(control).catch((error: unknown) => {
      // Without its figures a move goes on; its end is told by the call itself.
      if (error instanceof NovaError && error.code === "MIGRATION_UNCLEAR")
        this.#held.reject(error);
    });
    try {
      await Promise.race([moved, this.#held.promise]);
    } catch (error) {
      throw this.#verdict ?? error;
    }
    const durationMs = this.#kit.clock.monotonicMs() - this.#begun;
    await watched;
    return { measured: measuredOf(this.#stats, durationMs), postCopy: this.#postCopy };
  }

  async adjust(adjustment: MigrationAdjustment): Promise<void> {
    const { bandwidthBytesPerSecond: bandwidth, maxPauseMs, postCopy } = adjustment;
    if (postCopy === true && this.#parts.request.options.postCopy !== true) {
      throw new NovaError("ACTION_NOT_POSSIBLE", "switch a move to post-copy", {
        next: "Begin the move with post-copy allowed",
      });
    }
    await this.#kit.qemu(async ({ remote }) => {
      const { dom } = await this.#find(remote);
      if (maxPauseMs !== undefined) await this.#pause.change(remote, dom, maxPauseMs);
      if (bandwidth !== undefined) {
        await setSpeed(remote, dom, bandwidth);
        this.#bandwidth = bandwidth;
      }
      if (postCopy === true) await this.#startPostCopy(remote, dom);
    });
  }

  /** Written down before it is done: whoever finds this copy afterwards knows that it may be half of one. */
  async #startPostCopy(remote: RemoteApi, dom: Domain): Promise<void> {
    await this.#kit.records.write({ ...this.#parts.record, postCopy: true });
    this.#isAsked = true;
    await remote.domainMigrateStartPostCopy({ dom, flags: 0 }, acting);
  }

  /** Null where libvirt does not say just now. */
  #stage(): Promise<PostCopyStage | null> {
    return postCopyOf(this.#kit, this.#parts.request.machine).catch(() => null);
  }

  async #carryOut(): Promise<void> {
    try {
      await this.#kit.qemu(({ remote }) => this.#perform(remote, this.#parts.uri));
    } catch (error) {
      const stage = await this.#stage();
      const isInHalves = stage === "moving" || stage === "cut";
      if (!isInHalves && !(this.#isAsked && stage === "ended")) {
        await this.#endPause().catch(() => undefined);
        throw error;
      }
      this.#postCopy = true;
      await this.#kit.records.write({ ...this.#parts.record, postCopy: true });
      await this.#putTogether(error);
    }
  }

  async #endPause(): Promise<void> {
    if (!this.#parts.record.running) return;
    await this.#kit.qemu(async ({ remote }) => {
      const { dom } = await this.#find(remote);
      await this.#pause.end(remote, dom);
    });
  }

  async #takeUp(): Promise<void> {
    const { clock, gates } = this.#kit;
    const { machine } = this.#parts.request;
    for (;;) {
      const stage = await this.#stage();
      const gate = gates.look(machine, "source");
      // libvirt takes its copy away once its target has answered.
      if (stage === "gone" || (stage === "ended" && gate?.finish === "answered")) return;
      const isWatched = stage === null || (stage === "moving" && gate?.isAlive === true);
      if (!isWatched) break;
      await pass(clock, lookEveryMs);
    }
    await this.#putTogether(new Error("the agent was started anew, and its way is cut"));
  }

  /** Its memory is on both hosts: the move goes on by the same way as soon as there is one, or the memory is lost. */
  async #putTogether(cause: unknown): Promise<void> {
    const { clock, gates } = this.#kit;
    const { request, attempted } = this.#parts;
    const untilMs = clock.monotonicMs() + resumeWithinMs;
    for (let why = cause; ; ) {
      const stage = await this.#stage();
      if (stage !== null && stage !== "moving" && stage !== "cut") {
        // Nobody is left to be kept waiting: libvirt wakes no copy that was in post-copy.
        await gates.close(request.machine, "source", true);
        const code = stage === "ended" ? "MIGRATION_MEMORY_LOST" : "MIGRATION_UNCLEAR";
        throw new NovaError(code, attempted, { cause: why });
      }
      try {
        await cutPostCopy(this.#kit, request.machine);
        if (gates.look(request.machine, "source") !== null) {
          await gates.close(request.machine, "source", true);
        }
        const uri = await this.#parts.openGate();
        this.#flowedMs = clock.monotonicMs();
        const { postcopyResume } = migrateFlag;
        return await this.#kit.qemu(({ remote }) => this.#perform(remote, uri, postcopyResume));
      } catch (error) {
        why = error;
      }
      if (clock.monotonicMs() > untilMs) {
        throw new NovaError("MIGRATION_UNCLEAR", attempted, { cause: why });
      }
      await pass(clock, resumeEveryMs);
    }
  }

  #find(remote: RemoteApi) {
    return remote.domainLookupByUuid({ uuid: this.#parts.request.machine }, looking);
  }

  async #perform(remote: RemoteApi, uri: string, resumes = 0): Promise<void> {
    const { request, record, address } = this.#parts;
    const { disks, gate } = request;
    const { dom } = await this.#find(remote);
    const { running, persistent } = record;
    const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
    // libvirt refuses post-copy of a machine that stands still, which needs none.
    const isStill = resumes === 0 && state === paused;
    const options = isStill ? { ...request.options, postCopy: false } : request.options;
    const words: MoveWords = { options, running, persistent, copied: disks };
    const xml = await this.#xml(remote, dom);
    const params = moveParameters({ ...words, target: gate.target, address, xml });
    if (running && resumes === 0) await this.#pause.begin(remote, dom);
    const flags = moveFlags(words) | resumes;
    const call = { dom, dconnuri: uri, params, cookieIn: new Uint8Array(), flags };
    await remote.domainMigratePerform3Params(call, whole);
  }

  /** Null where libvirt may send its own: nothing about it changes. */
  async #xml(remote: RemoteApi, dom: Domain): Promise<{ live: string; persistent: string } | null> {
    const { request, record } = this.#parts;
    if (request.disks.length === 0 && !record.autostart) return null;
    const keepsBacking = request.options.incremental === true;
    const moves = request.disks.map(({ target, path }) => ({ target, path, keepsBacking }));
    const read = async (flags: number) => {
      const all = flags | xmlFlag.secure | xmlFlag.migratable;
      const { xml } = await remote.domainGetXmlDesc({ dom, flags: all }, looking);
      const moved = withMovedDisks(xml, moves);
      return record.autostart ? withAutostart(moved, this.#kit.host) : moved;
    };
    const live = await read(0);
    return { live, persistent: record.persistent ? await read(xmlFlag.inactive) : live };
  }

  async #watch(control: PerformControl): Promise<void> {
    const { clock } = this.#kit;
    await this.#kit.qemu(
      async (session) => {
        await registerEvent(session, domainEventCallbackJobCompleted, looking).catch(
          () => undefined,
        );
        for (;;) {
          await pass(clock, this.#pause.nextLookMs, this.#over.signal);
          if (this.#over.signal.aborted) break;
          await this.#look(session.remote, control);
        }
        if (this.#verdict === null) await pass(clock, lateStatsMs, this.#told.signal);
      },
      (event) => this.#heard(event),
    );
  }

  #heard({ message, payload }: ServerEvent): void {
    if (message !== domainEventCallbackJobCompleted) return;
    const { dom, params } = payload as { dom: Domain; params: readonly TypedParameter[] };
    if (dom.uuid !== this.#parts.request.machine) return;
    this.#stats = params;
    this.#told.abort();
  }

  readonly #limits = () => {
    const { giveUpAfterMs, stallAfterMs, postCopy } = this.#parts.request.options;
    return {
      giveUpAfterMs: giveUpAfterMs ?? null,
      stallAfterMs: stallAfterMs ?? defaultStallAfterMs,
      postCopy: postCopy === true,
    };
  };
  #state = watchMove(0);
  /** Asked for while disks were copied: libvirt sets the first one again when the memory begins. */
  #bandwidth: number | null = null;
  #isSpeedSet = false;

  async #look(remote: RemoteApi, { signal, progress }: PerformControl): Promise<void> {
    const { clock, gates } = this.#kit;
    const { request, attempted, record } = this.#parts;
    const isHeld = gates.look(request.machine, "source")?.held === true;
    const mayBeInHalves = this.#postCopy || this.#isAsked;
    if (isHeld && !mayBeInHalves) throw new NovaError("MIGRATION_UNCLEAR", attempted);
    const job = await this.#job(remote);
    if (mayBeInHalves) await this.#lookAtFlow(job?.progress.memoryRemainingBytes ?? null, isHeld);
    if (job === null) return;
    if (record.running && !this.#postCopy) await this.#pause.look(remote, job.dom, job.progress);
    const isMemory = (job.progress.iteration ?? 0) > 0;
    if (isMemory && this.#bandwidth !== null && !this.#isSpeedSet) {
      this.#isSpeedSet = await setSpeed(remote, job.dom, this.#bandwidth).then(
        () => true,
        () => false,
      );
    }
    const nowMs = clock.monotonicMs();
    if (this.#state.begunMs === 0) this.#state = watchMove(nowMs);
    progress(job.progress);
    if (signal.aborted && this.#verdict === null) {
      await this.#abort(remote, job.dom, new NovaError("CANCELLED", attempted));
      return;
    }
    const [state, effect] = stepMove(this.#state, job.progress, { nowMs, limits: this.#limits() });
    this.#state = state;
    if (effect?.type === "post-copy") {
      await this.#startPostCopy(remote, job.dom);
    } else if (effect?.type === "abort") {
      const cause = new Error(effect.why);
      await this.#abort(
        remote,
        job.dom,
        new NovaError("MIGRATION_NOT_CONVERGED", attempted, { cause }),
      );
    }
  }

  #leftBytes: number | null = null;
  #flowedMs = 0;

  /** In post-copy a way that is dead without a word is given up, so that the move can be resumed by a new one. */
  async #lookAtFlow(leftBytes: number | null, isHeld: boolean): Promise<void> {
    const { clock, gates } = this.#kit;
    const { machine } = this.#parts.request;
    const nowMs = clock.monotonicMs();
    const flows = this.#flowedMs === 0 || (leftBytes !== null && leftBytes !== this.#leftBytes);
    this.#leftBytes = leftBytes;
    if (flows) this.#flowedMs = nowMs;
    if (!isHeld && nowMs - this.#flowedMs < deadAfterMs) return;
    this.#flowedMs = nowMs;
    await cutPostCopy(this.#kit, machine);
    const stage = await postCopyOf(this.#kit, machine);
    // libvirt's call ends with its gate. It wakes no copy that was in post-copy.
    if (stage === "cut" || stage === "ended") await gates.close(machine, "source", true);
  }

  /** Too late once it is switched over: then the move ends as it would have. */
  async #abort(remote: RemoteApi, dom: Domain, verdict: NovaError): Promise<void> {
    this.#verdict = verdict;
    try {
      await remote.domainAbortJob({ dom }, acting);
    } catch {
      this.#verdict = null;
    }
  }

  async #job(
    remote: RemoteApi,
  ): Promise<{ readonly dom: Domain; readonly progress: MigrationProgress } | null> {
    try {
      const { dom } = await this.#find(remote);
      const { type, params } = await remote.domainGetJobStats({ dom, flags: 0 }, looking);
      if (type !== jobType.bounded && type !== jobType.unbounded) return null;
      if (operationOf(params) !== migrationOut) return null;
      const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
      this.#postCopy ||= ["moving", "cut"].includes(postCopyStage(state, reason));
      const at = Math.max(0, Math.round(this.#kit.clock.now()));
      return { dom, progress: progressOf(params, { at, postCopy: this.#postCopy }) };
    } catch (error) {
      if (isNoDomain(error)) return null;
      throw error;
    }
  }
}

/** libvirt's flag is of one host's; NovaCron's mark travels, and is what starts the machine on the next. */
function withAutostart(xml: string, owner: string): string {
  const none = { generation: 0, owner, autostart: true, demo: false, tags: [] };
  const metadata = parseDomain(xml).metadata ?? none;
  return withMetadata(xml, { ...metadata, autostart: true });
}

async function setSpeed(remote: RemoteApi, dom: Domain, bytesPerSecond: number): Promise<void> {
  const call = { dom, bandwidth: mebibytes(bytesPerSecond), flags: 0 };
  await remote.domainMigrateSetMaxSpeed(call, looking);
}
