/**
 * Published figures of the ROADEF/EURO challenge 2012: cost of the initial assignment, the result of the
 * winning team S41 after 300 s (its results sheet) and the best lower bound (team J12's repository).
 */
export interface Published {
  readonly initial: number;
  readonly winner: number | null;
  readonly lowerBound: number | null;
}

const row = (initial: number, winner: number, lowerBound: number | null): Published => ({
  initial,
  winner,
  lowerBound,
});

const published: Readonly<Record<string, Published>> = {
  a1_1: row(49_528_750, 44_306_501, 44_306_390),
  a1_2: row(1_061_649_570, 777_912_030, 777_530_730),
  a1_3: row(583_662_270, 583_006_422, 583_005_700),
  a1_4: row(632_499_600, 262_125_116, 242_387_530),
  a1_5: row(782_189_690, 727_578_310, 727_578_290),
  a2_1: row(391_189_190, 329, null),
  a2_2: row(1_876_768_120, 746_097_632, 13_590_090),
  a2_3: row(2_272_487_840, 1_210_644_572, 521_441_700),
  a2_4: row(3_223_516_130, 1_680_615_349, 1_680_222_380),
  a2_5: row(787_355_300, 318_358_949, 307_035_180),
  b_1: row(7_644_173_180, 3_353_533_859, 3_290_754_940),
  b_2: row(5_181_493_830, 1_015_569_276, 1_015_153_860),
  b_3: row(6_336_834_660, 157_091_678, 156_631_070),
  b_4: row(9_209_576_380, 4_677_962_661, 4_677_767_120),
  b_5: row(12_426_813_010, 924_769_283, 922_858_550),
  b_6: row(12_749_861_240, 9_525_888_445, 9_525_841_820),
  b_8: row(14_068_207_250, 1_214_470_739, 1_214_153_440),
  b_9: row(23_234_641_520, 15_885_647_774, 15_885_369_400),
};

/** By the name in the file's name, such as `model_b_1.txt`. */
export function publishedOf(file: string): Published | null {
  const name = /model_([ab]\d?_\d+)\.txt$/.exec(file)?.[1];
  return name === undefined ? null : (published[name] ?? null);
}
