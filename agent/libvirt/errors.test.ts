import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import { describe, expect, it } from "vitest";
import * as errors from "./errors.ts";
import { LIBVIRT_CODE, LibvirtError } from "./errors.ts";
import { errorOf } from "./testing/fake-server.ts";

const of = (code: number) => new LibvirtError("libvirt domainCreate", errorOf(code, "said no"));

describe("LibvirtError", () => {
  it.each([
    [LIBVIRT_CODE.noDomain, "NOT_FOUND", errors.isNoDomain],
    [LIBVIRT_CODE.noNetwork, "NOT_FOUND", errors.isNoNetwork],
    [LIBVIRT_CODE.noStoragePool, "NOT_FOUND", errors.isNoStoragePool],
    [LIBVIRT_CODE.noStorageVol, "NOT_FOUND", errors.isNoStorageVolume],
    [LIBVIRT_CODE.noDomainSnapshot, "NOT_FOUND", errors.isNoSnapshot],
    [LIBVIRT_CODE.noDomainMetadata, "LIBVIRT_ERROR", errors.isNoMetadata],
    [LIBVIRT_CODE.operationInvalid, "ACTION_NOT_POSSIBLE", errors.isOperationInvalid],
    [LIBVIRT_CODE.agentUnresponsive, "LIBVIRT_ERROR", errors.isAgentFailure],
    [LIBVIRT_CODE.noSupport, "LIBVIRT_ERROR", errors.isUnsupported],
    [LIBVIRT_CODE.operationTimeout, "LIBVIRT_TIMEOUT", errors.isTimeout],
  ])("%i becomes %s and is told by its predicate alone", (code, novaCode, predicate) => {
    expect(of(code).code).toBe(novaCode);
    expect(predicate(of(code))).toBe(true);
    expect(predicate(of(LIBVIRT_CODE.internalError))).toBe(false);
    expect(predicate(new Error("domain not found"))).toBe(false);
  });

  it("crosses a process with libvirt's number and message", () => {
    expect(toProblem(of(42), "x")).toMatchObject({
      code: "NOT_FOUND",
      attempted: "libvirt domainCreate",
      details: { libvirtCode: 42, libvirtMessage: "said no" },
    });
  });

  it("a lost connection is told from a timeout", () => {
    expect(errors.isUnavailable(new NovaError("LIBVIRT_UNAVAILABLE", "x"))).toBe(true);
    expect(errors.isTimeout(new NovaError("LIBVIRT_UNAVAILABLE", "x"))).toBe(false);
    expect(errors.isTimeout(new NovaError("LIBVIRT_TIMEOUT", "x"))).toBe(true);
  });
});
