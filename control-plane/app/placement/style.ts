/** How a search spends its effort: what suits depends on what is scarce. */
export interface Style {
  /** Where the toll on transient room begins (see `Toll`); 0 for none. */
  readonly toll: number;
  /** Power by which the toll falls: the higher, the longer the end without a toll. */
  readonly tollFade: number;
  /** Heat at the end, in sizes of an average machine. */
  readonly coldest: number;
  /** Of a thousand proposals, those that begin with a machine that has left home. */
  readonly away: number;
  /** Of a thousand exchanges, those between machines of like size. */
  readonly similar: number;
  /** Where the price of a unit beyond a host's room begins, in units of load; 0 where none may go beyond. */
  readonly roomPrice: number;
}

/** Leaves time, once all load is where it should be, to bring home what need not have left. */
export const thorough: Style = {
  toll: 0.3,
  tollFade: 4,
  coldest: 1 / 400_000,
  away: 300,
  similar: 800,
  roomPrice: 0,
};

/** For fleets where hardly anything can leave home because its room stays taken there. */
export const sparing: Style = {
  toll: 4,
  tollFade: 2,
  coldest: 1 / 40_000,
  away: 0,
  similar: 0,
  roomPrice: 0,
};

/** For fleets whose hosts are nearly full, and where nothing is held on both hosts. */
export const crowded: Style = { ...sparing, toll: 0, roomPrice: 0.3 };
