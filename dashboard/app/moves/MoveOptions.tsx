import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import { t } from "../text/en.ts";
import { SelectField, TextField } from "../ui/Field.tsx";
import { formatRate } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import { Check } from "./Check.tsx";
import css from "./MoveOptions.module.css";
import { NumberField } from "./NumberField.tsx";
import { setCount } from "./options.ts";

const text = t.moves.options;
const mebibyte = 1_048_576;
const pausesMs = [50, 100, 300, 1_000, 3_000, 10_000] as const;
const streams = [1, 2, 4, 8] as const;
const compressions = ["none", "xbzrle", "zlib", "zstd"] as const;

/** A disk that is copied, and the pools of the target that could take it. */
export interface CopiedDisk {
  readonly target: string;
  readonly pools: readonly string[];
}

export interface MoveOptionsProps {
  readonly options: MigrationOptions;
  /** What they come to with the machine's policy and the defaults. */
  readonly decided: MigrationOptions;
  /** What they would come to if nothing were asked. */
  readonly usual: MigrationOptions;
  readonly kind: MigrationKind;
  readonly disks: readonly CopiedDisk[];
  /** Null: the machine's policy allows it; else why not. */
  readonly postCopyBarred: string | null;
  readonly onChange: (change: Partial<MigrationOptions>) => void;
}

/** What is seldom set, behind one word; what is left alone is decided by the machine's policy. */
export function MoveOptions(props: MoveOptionsProps) {
  const { options, kind, disks, usual, onChange } = props;
  const live = kind === "live" || kind === "live-copy";
  const count = setCount(options);
  const inPlace = kind === "storage";
  return (
    <details className={css.more} open={count > 0 || inPlace || undefined}>
      <summary>
        {t.moves.more}
        {count > 0 && <span className={css.count}>{t.moves.changed(count)}</span>}
      </summary>
      <div className={css.grid}>
        {disks.map((disk) => (
          <Pool
            key={disk.target}
            disk={disk}
            usual={inPlace ? text.stays : text.samePool}
            options={options}
            onChange={onChange}
          />
        ))}
        {live && <Pause options={options} usual={usual} onChange={onChange} />}
        <NumberField
          label={text.bandwidth}
          value={options.bandwidthBytesPerSecond}
          unit={mebibyte}
          min={1}
          placeholder={
            usual.bandwidthBytesPerSecond === undefined
              ? text.unlimited
              : text.byPolicy(formatRate(usual.bandwidthBytesPerSecond))
          }
          onChange={(bandwidthBytesPerSecond) => onChange({ bandwidthBytesPerSecond })}
        />
        <NumberField
          label={text.giveUp}
          value={options.giveUpAfterMs}
          unit={60_000}
          min={1}
          placeholder={text.byPolicy(formatSpan(usual.giveUpAfterMs))}
          onChange={(giveUpAfterMs) => onChange({ giveUpAfterMs })}
        />
        {live && (
          <NumberField
            label={text.stall}
            value={options.stallAfterMs}
            unit={1_000}
            min={5}
            placeholder={text.byPolicy(formatSpan(usual.stallAfterMs))}
            onChange={(stallAfterMs) => onChange({ stallAfterMs })}
          />
        )}
        <NotBefore options={options} onChange={onChange} />
        {live && <Streams options={options} usual={usual} onChange={onChange} />}
        {live && <Compression options={options} usual={usual} onChange={onChange} />}
      </div>
      <Switches {...props} live={live} />
    </details>
  );
}

type PartProps = Pick<MoveOptionsProps, "options" | "onChange">;
type DecidedProps = PartProps & Pick<MoveOptionsProps, "usual">;

function Pause({ options, usual, onChange }: DecidedProps) {
  const { maxPauseMs } = options;
  const offered = pausesMs.some((ms) => ms === maxPauseMs) || maxPauseMs === undefined;
  return (
    <SelectField
      label={text.maxPause}
      value={maxPauseMs ?? ""}
      onChange={(event) => onChange({ maxPauseMs: numberOr(event.target.value) })}
    >
      <option value="">{text.byPolicy(formatSpan(usual.maxPauseMs))}</option>
      {!offered && <option value={maxPauseMs}>{formatSpan(maxPauseMs)}</option>}
      {pausesMs.map((ms) => (
        <option key={ms} value={ms}>
          {formatSpan(ms)}
        </option>
      ))}
    </SelectField>
  );
}

/** In the person's own zone, as browsers take it. */
function NotBefore({ options, onChange }: PartProps) {
  const { notBefore } = options;
  const local =
    notBefore === undefined
      ? ""
      : new Date(notBefore - new Date(notBefore).getTimezoneOffset() * 60_000)
          .toISOString()
          .slice(0, 16);
  const set = (text: string) => {
    const at = new Date(text).getTime();
    onChange({ notBefore: Number.isNaN(at) ? undefined : at });
  };
  return (
    <TextField
      label={text.notBefore}
      type="datetime-local"
      value={local}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function Streams({ options, usual, onChange }: DecidedProps) {
  return (
    <SelectField
      label={text.connections}
      value={options.parallelConnections ?? ""}
      onChange={(event) => onChange({ parallelConnections: numberOr(event.target.value) })}
    >
      <option value="">{text.byPolicy(`${usual.parallelConnections ?? 1}`)}</option>
      {streams.map((count) => (
        <option key={count} value={count}>
          {count}
        </option>
      ))}
    </SelectField>
  );
}

function Compression({ options, usual, onChange }: DecidedProps) {
  const name = (one: string) => (one === "none" ? text.none : one);
  return (
    <SelectField
      label={text.compression}
      value={options.compression ?? ""}
      onChange={(event) =>
        onChange({ compression: compressions.find((one) => one === event.target.value) })
      }
    >
      <option value="">{text.byPolicy(name(usual.compression ?? "none"))}</option>
      {compressions.map((one) => (
        <option key={one} value={one}>
          {name(one)}
        </option>
      ))}
    </SelectField>
  );
}

interface PoolProps extends PartProps {
  readonly disk: CopiedDisk;
  /** Where it goes if nothing is chosen. */
  readonly usual: string;
}

function Pool({ disk, usual, options, onChange }: PoolProps) {
  const others = (options.disks ?? []).filter((one) => one.target !== disk.target);
  const set = (pool: string) => {
    const disks = pool === "" ? others : [...others, { target: disk.target, pool }];
    onChange({ disks: disks.length > 0 ? disks : undefined });
  };
  return (
    <SelectField
      label={text.pool(disk.target)}
      value={options.disks?.find((one) => one.target === disk.target)?.pool ?? ""}
      onChange={(event) => set(event.target.value)}
    >
      <option value="">{usual}</option>
      {disk.pools.map((pool) => (
        <option key={pool} value={pool}>
          {pool}
        </option>
      ))}
    </SelectField>
  );
}

/** What is decided is ticked, whoever decided it; what is as usual again is not asked for. */
function Switches(props: MoveOptionsProps & { readonly live: boolean }) {
  const { options, decided, usual, kind, disks, live, onChange } = props;
  const barred = kind === "live-copy" ? text.postCopyNotWithDisks : props.postCopyBarred;
  const asked = (on: boolean, byPolicy: boolean | undefined) =>
    on === (byPolicy === true) ? undefined : on;
  return (
    <div className={css.switches}>
      {live && (
        <Check
          label={text.autoConverge}
          help={text.autoConvergeHelp}
          checked={decided.autoConverge === true}
          onChange={(on) => onChange({ autoConverge: asked(on, usual.autoConverge) })}
        />
      )}
      {disks.length > 0 && kind !== "storage" && (
        <Check
          label={text.incremental}
          checked={options.incremental === true}
          onChange={(on) => onChange({ incremental: on || undefined })}
        />
      )}
      {live && (
        <Check
          label={text.postCopy}
          help={barred ?? text.postCopyRisk}
          risk={decided.postCopy === true}
          disabled={barred !== null && decided.postCopy !== true}
          checked={decided.postCopy === true}
          onChange={(on) => onChange({ postCopy: asked(on, usual.postCopy) })}
        />
      )}
    </div>
  );
}

function numberOr(text: string): number | undefined {
  return text === "" ? undefined : Number(text);
}
