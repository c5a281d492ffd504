import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import { t } from "../text/en.ts";
import { SelectField, TextField } from "../ui/Field.tsx";
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
  readonly kind: MigrationKind;
  readonly disks: readonly CopiedDisk[];
  /** Null: the machine's policy allows it; else why not. */
  readonly postCopyBarred: string | null;
  readonly onChange: (change: Partial<MigrationOptions>) => void;
}

/** What is seldom set, behind one word; what is left alone is decided by the machine's policy. */
export function MoveOptions(props: MoveOptionsProps) {
  const { options, kind, disks, postCopyBarred, onChange } = props;
  const live = kind === "live" || kind === "live-copy";
  const count = setCount(options);
  return (
    <details className={css.more} open={count > 0 || undefined}>
      <summary>
        {t.moves.more}
        {count > 0 && <span className={css.count}>{t.moves.changed(count)}</span>}
      </summary>
      <div className={css.grid}>
        {live && <Pause options={options} onChange={onChange} />}
        <NumberField
          label={text.bandwidth}
          value={options.bandwidthBytesPerSecond}
          unit={mebibyte}
          min={1}
          placeholder={text.unlimited}
          onChange={(bandwidthBytesPerSecond) => onChange({ bandwidthBytesPerSecond })}
        />
        <NumberField
          label={text.giveUp}
          value={options.giveUpAfterMs}
          unit={60_000}
          min={1}
          placeholder={text.byPolicy}
          onChange={(giveUpAfterMs) => onChange({ giveUpAfterMs })}
        />
        <NotBefore options={options} onChange={onChange} />
        {live && <Streams options={options} onChange={onChange} />}
        {live && <Compression options={options} onChange={onChange} />}
        {disks.map((disk) => (
          <Pool key={disk.target} disk={disk} options={options} onChange={onChange} />
        ))}
      </div>
      <Switches
        options={options}
        live={live}
        copies={disks.length > 0}
        postCopyBarred={postCopyBarred}
        onChange={onChange}
      />
    </details>
  );
}

type PartProps = Pick<MoveOptionsProps, "options" | "onChange">;

function Pause({ options, onChange }: PartProps) {
  const { maxPauseMs } = options;
  const offered = pausesMs.some((ms) => ms === maxPauseMs) || maxPauseMs === undefined;
  return (
    <SelectField
      label={text.maxPause}
      value={maxPauseMs ?? ""}
      onChange={(event) => onChange({ maxPauseMs: numberOr(event.target.value) })}
    >
      <option value="">{text.byPolicy}</option>
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

function Streams({ options, onChange }: PartProps) {
  return (
    <SelectField
      label={text.connections}
      value={options.parallelConnections ?? ""}
      onChange={(event) => onChange({ parallelConnections: numberOr(event.target.value) })}
    >
      <option value="">{text.byPolicy}</option>
      {streams.map((count) => (
        <option key={count} value={count}>
          {count}
        </option>
      ))}
    </SelectField>
  );
}

function Compression({ options, onChange }: PartProps) {
  return (
    <SelectField
      label={text.compression}
      value={options.compression ?? ""}
      onChange={(event) =>
        onChange({ compression: compressions.find((one) => one === event.target.value) })
      }
    >
      <option value="">{text.byPolicy}</option>
      {compressions.map((one) => (
        <option key={one} value={one}>
          {one === "none" ? text.none : one}
        </option>
      ))}
    </SelectField>
  );
}

function Pool({ disk, options, onChange }: PartProps & { readonly disk: CopiedDisk }) {
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
      <option value="">{text.byPolicy}</option>
      {disk.pools.map((pool) => (
        <option key={pool} value={pool}>
          {pool}
        </option>
      ))}
    </SelectField>
  );
}

interface SwitchesProps extends PartProps {
  readonly live: boolean;
  readonly copies: boolean;
  readonly postCopyBarred: string | null;
}

function Switches({ options, live, copies, postCopyBarred, onChange }: SwitchesProps) {
  return (
    <div className={css.switches}>
      {live && (
        <Check
          label={text.autoConverge}
          help={text.autoConvergeHelp}
          checked={options.autoConverge === true}
          onChange={(on) => onChange({ autoConverge: on || undefined })}
        />
      )}
      {copies && (
        <Check
          label={text.incremental}
          checked={options.incremental === true}
          onChange={(on) => onChange({ incremental: on || undefined })}
        />
      )}
      {live && (
        <Check
          label={text.postCopy}
          help={postCopyBarred ?? text.postCopyRisk}
          risk={options.postCopy === true}
          disabled={postCopyBarred !== null && options.postCopy !== true}
          checked={options.postCopy === true}
          onChange={(on) => onChange({ postCopy: on || undefined })}
        />
      )}
    </div>
  );
}

function numberOr(text: string): number | undefined {
  return text === "" ? undefined : Number(text);
}
