import {
  type ConnectGetAllDomainStatsArgs,
  connectGetAllDomainStats,
} from "../generated/connect.ts";
import { Domain } from "../generated/types.ts";
import { ParameterReader } from "../rpc/parameter-reader.ts";
import type { Question } from "../rpc/procedure.ts";
import type { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { MachineFigures, placeOf } from "./figures.ts";

export interface BulkRecord {
  readonly dom: Domain;
  readonly figures: MachineFigures;
}

const MACHINES_MAX = 16_384;

/**
 * The bulk statistics, read straight into figures. Some hundred parameters of each machine come at each tick: as objects
 * of the general kind they were a quarter of the agent's CPU and of its garbage.
 */
export const bulkCall: Question<ConnectGetAllDomainStatsArgs, readonly BulkRecord[]> = {
  ...connectGetAllDomainStats,
  result: {
    decode(input) {
      const records: BulkRecord[] = [];
      for (let left = input.listLength(MACHINES_MAX); left > 0; left -= 1) {
        const dom = Domain.decode(input);
        records.push({ dom, figures: decodeFigures(input) });
      }
      return records;
    },
  },
};

const parameters = new ParameterReader(placeOf);

function decodeFigures(input: XdrDecoder): MachineFigures {
  const figures = new MachineFigures();
  parameters.read(input, (place, value) => figures.put(place, value));
  return figures;
}
