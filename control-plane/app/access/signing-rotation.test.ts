import { expect, it } from "vitest";
import { TestHost } from "../../kit/fleet.ts";
import { startControl } from "../../kit/kit.ts";
import { settled } from "../../kit/virtual-clock.ts";

it("tells every host of the next key and signs with it once each one knows it", async () => {
  const control = await startControl();
  const { signing } = control.app;
  const host = new TestHost(control, 1);
  await host.join();
  await expect(signing.complete(false)).rejects.toMatchObject({ code: "CONFLICT" });
  const begun = await signing.begin();
  await settled();
  const [now, next] = begun.keys;
  expect([now?.state, next?.state]).toEqual(["signing", "next"]);
  expect(begun.unaware.map(({ id }) => id)).toEqual([host.id]);
  const told = control.link.of("hostAssignments").at(-1);
  expect(told?.signingKeys).toEqual([now?.publicKey, next?.publicKey]);
  await expect(signing.complete(false)).rejects.toMatchObject({ code: "CONFLICT" });
  await host.report({ ...host.makeReport(), signingKeys: [now?.id ?? "", next?.id ?? ""] });
  expect(signing.view().unaware).toEqual([]);
  const done = await signing.complete(false);
  await settled();
  expect(done.keys).toEqual([{ ...next, state: "signing" }]);
  expect(control.link.of("hostAssignments").at(-1)?.signingKeys).toEqual([next?.publicKey]);
});

it("leaves a host behind only where that is asked for", async () => {
  const control = await startControl();
  const host = new TestHost(control, 1);
  await host.join();
  await control.app.signing.begin();
  const done = await control.app.signing.complete(true);
  expect(done.keys).toHaveLength(1);
});
