import type { HandlersOf } from "../handler.ts";

type Names =
  | "placement"
  | "setPlacement"
  | "putPlacementRule"
  | "deletePlacementRule"
  | "suggestPlacement"
  | "suggestedPlacement"
  | "runPlacement"
  | "stopPlacement"
  | "placementRuns"
  | "whatIf";

export const placementHandlers: HandlersOf<Names> = ({ placement }) => ({
  placement: () => placement.book.view(),
  setPlacement: ({ body }) => placement.book.set(body),
  putPlacementRule: ({ params, body }) => placement.book.putRule(params.rule, body),
  deletePlacementRule: async ({ params }) => {
    await placement.book.deleteRule(params.rule);
  },
  suggestPlacement: ({ body, gone }) => placement.advisor.suggest(body.mode, gone),
  suggestedPlacement: () => ({ plan: placement.advisor.newest(), run: placement.runs.newest() }),
  runPlacement: ({ person, body }) => placement.advisor.begin(person.name, body.plan),
  stopPlacement: ({ person, body }) => placement.runs.stop(person.name, body.plan),
  placementRuns: () => ({ items: [...placement.runs.list()] }),
  whatIf: ({ body, gone }) => placement.advisor.whatIf(body.change, gone),
});
