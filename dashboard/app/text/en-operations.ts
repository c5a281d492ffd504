/** Texts of the operations' page. */
export const operationTexts = {
  title: "Operations",
  open: "Under way",
  ended: "Ended",
  all: "All",
  none: {
    title: "Nothing was asked yet",
    text: "Every change you ask for is listed here with its outcome.",
  },
  noneOpen: "Nothing is under way.",
  noneEnded: "Nothing has ended yet.",
  steps: "Steps",
  outcome: "Outcome",
  id: "Id",
  waiting: (who: string, machine: string, target: string) =>
    `${who} has ${machine} moved to ${target}`,
  scheduled: (who: string, machine: string, target: string, time: string) =>
    `${who} has ${machine} moved to ${target} on ${time}`,
  asked: "asked",
  took: (span: string) => `took ${span}`,
  deadline: (span: string) => `gives up in ${span}`,
  cancel: "Cancel",
  cancelAsked: "Cancel asked",
  show: (sentence: string) => `Steps of: ${sentence}`,
  filter: "Which",
} as const;
