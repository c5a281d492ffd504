import { expect, it } from "vitest";
import { VirtualClock } from "../../kit/virtual-clock.ts";
import { addressKey, LoginThrottle } from "./login-throttle.ts";

it.each([
  ["10.0.0.9", "10.0.0.9"],
  ["::ffff:10.0.0.9", "10.0.0.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::77", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s is held back as %s", (address, key) => expect(addressKey(address)).toBe(key));

const code = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it("one good account does not free guessing at others from the same address", () => {
  const throttle = new LoginThrottle(new VirtualClock());
  for (let round = 0; round < 10; round += 1) {
    expect(code(() => throttle.beginTry("log in", `victim${round}`, "10.0.0.9"))).toBeNull();
    if (round === 9) break;
    throttle.beginTry("log in", "own", "10.0.0.8");
    throttle.succeeded("own", "10.0.0.8");
  }
  expect(code(() => throttle.beginTry("log in", "own", "10.0.0.9"))).toBe("RATE_LIMITED");
});

it("codes of one account are held back whatever the address", () => {
  const throttle = new LoginThrottle(new VirtualClock());
  for (let round = 0; round < 5; round += 1) throttle.beginCode("check a code", "u1");
  expect(code(() => throttle.beginCode("check a code", "u1"))).toBe("RATE_LIMITED");
  expect(code(() => throttle.beginCode("check a code", "u2"))).toBeNull();
});
