export type { Clock, Ids } from "@novacron/protocol/domain/clock";
