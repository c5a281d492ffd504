import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import type { DeviceStream } from "./hypervisor.ts";

/**
 * Dials the control plane for one stream (design, "bulk bytes"). The ticket's secret goes into the
 * `Authorization: Bearer` header, never into the address. Rejects TICKET_REFUSED or UNREACHABLE.
 */
export interface TunnelDialer {
  dial(ticket: TunnelTicket, signal: AbortSignal): Promise<DeviceStream>;
}
