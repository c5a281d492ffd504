import { createPrivateKey, generateKeyPairSync, randomUUID, X509Certificate } from "node:crypto";
import { createServer as createPlain } from "node:http";
import { join as joinPath } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createServer } from "node:tls";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { spkiOf } from "@novacron/control-plane/adapters/pki/hashes";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { controlPlaneServerName, parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { topicFor } from "@novacron/protocol/messages/topics";
import { expect, it } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { statusOf } from "../conformance/samples.ts";
import { plantedEnv } from "../framework/planted-change.ts";
import { AgentProcess } from "../trust/agent-process.ts";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { defenceOf } from "./defences/list.ts";
import {
  caOf,
  fleetApi,
  join,
  type Loot,
  onBus,
  someHost,
  tokenOf,
  victim,
} from "./identity-kit.ts";

const options = { logins: 2, env: { NOVACRON_TLS: "fleet" } };

attacks("joining", options, ({ attack, whole }) => {
  attack("a second host joins with a token that was used", {
    without: "token-once",
    code: "ENROLMENT_REFUSED",
    attempt: async (target) => {
      const token = await tokenOf(target);
      await join(target, { token });
      await join(target, { token });
      return succeeded;
    },
  });

  attack("somebody who saw a token's id guesses its secret", {
    without: "token-secret",
    code: "ENROLMENT_REFUSED",
    attempt: async (target) => {
      const real = parseEnrolmentToken(await tokenOf(target));
      const token = ["nct1", real?.id, "x".repeat(43), real?.caHash].join(".");
      await join(target, { token });
      return succeeded;
    },
  });

  attack("a token is used after its time", {
    without: "token-expiry",
    code: "ENROLMENT_REFUSED",
    attempt: async (target) => {
      const token = await tokenOf(target);
      expire(target, parseEnrolmentToken(token)?.id ?? "");
      await join(target, { token });
      return succeeded;
    },
  });

  attack("a token is used after it was revoked", {
    without: "token-revocation",
    code: "ENROLMENT_REFUSED",
    attempt: async (target) => {
      const token = await tokenOf(target);
      const id = parseEnrolmentToken(token)?.id ?? "";
      await target.admin.call("revokeEnrolmentToken", { params: { token: id } });
      await join(target, { token });
      return succeeded;
    },
  });

  attack("who has a token becomes a host that is known", {
    without: "known-host-keeps-key",
    code: "HOST_REIMAGED",
    attempt: async (target) => {
      const { host } = await victim(target);
      await join(target, { host, token: await tokenOf(target) });
      return succeeded;
    },
  });

  attack("somebody stands between at the first contact", {
    without: "first-contact-pin",
    code: "SERVER_NOT_TRUSTED",
    isAudited: false,
    attempt: async (target) => stealToken(target),
  });

  it("a lost answer does not lose the host: the same key gets its certificate again", async () => {
    const target = await whole();
    const agent = await AgentProcess.make(someHost());
    try {
      const token = await tokenOf(target);
      expect((await agent.enroll(target.url, token)).status).toBe(0);
      expect((await agent.enroll(target.url, token)).status).toBe(0);
    } finally {
      await agent.remove();
    }
  });
});

// Apart from the rest: so many refusals at once are summed in the audit log for a while.
attacks("joining at once", options, ({ attack }) => {
  attack("a hundred hosts join at once with one token", {
    without: "token-one-transaction",
    code: "ENROLMENT_REFUSED",
    attempt: async (target) => {
      const token = await tokenOf(target);
      const keys = Array.from({ length: 100 }, () => makeRequest());
      const outcomes = await Promise.allSettled(keys.map((made) => join(target, { token, made })));
      const joined = outcomes.filter(({ status }) => status === "fulfilled").length;
      expect(joined).toBeGreaterThan(0);
      return joined > 1 ? succeeded : refused("ENROLMENT_REFUSED");
    },
  });
});

attacks("an identity", options, ({ attack }) => {
  attack("a certificate of a forger renews itself", {
    without: "certificate-signature",
    code: "CERTIFICATE_REFUSED",
    attempt: async (target) => {
      const { host } = await victim(target);
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const certificate = new X509Certificate(caOf(target));
      const forger = new FleetCa({ certificate, key: forgedKey() });
      const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
      const { pem } = await forger.issueHost({ host, publicKey: spkiOf(publicKey), ...life });
      const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
      await fleetApi(target, pem, key).renew({});
      return succeeded;
    },
  });

  attack("QEMU's certificate speaks for its host", {
    without: "certificate-kind",
    code: "CERTIFICATE_REFUSED",
    attempt: async (target) => {
      const loot = await join(target, { token: await tokenOf(target), withQemu: true });
      const pem = loot.membership.qemuCertificate ?? "";
      await fleetApi(target, pem, loot.key).renew({});
      return succeeded;
    },
  });

  attack("a bus password speaks for a host that joined", {
    without: "certificate-not-password",
    code: "MESSAGE_REFUSED",
    attempt: async (target) => {
      const { host } = await victim(target);
      const login = target.login(0);
      const url = `mqtts://127.0.0.1:${target.plane.mqttPort}`;
      const client = await BusClient.open(url, login);
      const session = randomUUID();
      await client.publish(topicFor("hostStatus", { host }), statusOf(host, session));
      await client.close();
      const { refused: counts } = await target.admin.call("system");
      const isRefused = counts.some(({ sender }) => sender === login.username);
      return isRefused ? refused("MESSAGE_REFUSED") : succeeded;
    },
  });

  attack("a revoked host keeps what it has open", {
    without: "revocation-cuts",
    code: "IDENTITY_REVOKED",
    attempt: async (target) => {
      const loot = await victim(target);
      const client = await onBus(target, loot);
      const closed = new Promise<false>((resolve) => {
        client?.once("close", () => resolve(false));
      });
      await target.admin.call("revokeIdentity", { params: { host: loot.host } });
      const topic = topicFor("hostStatus", { host: loot.host });
      const said = client
        ?.publishAsync(topic, JSON.stringify(statusOf(loot.host, "s")), { qos: 1 })
        .then(() => true)
        .catch(() => false);
      const isHeard = await Promise.race([said, closed]);
      client?.end(true);
      if (isHeard === true) return succeeded;
      return refusalOf(await onBus(target, loot), "IDENTITY_REVOKED");
    },
  });

  attack("two agents share one identity", {
    without: "clone-watch",
    code: "IDENTITY_CLONED",
    attempt: async (target) => {
      const loot = await victim(target);
      const one = await speak(target, loot, "one", 1);
      const two = await speak(target, loot, "two", 2);
      const again = await speak(target, loot, "one", 3);
      for (const client of [one, two, again]) client?.end(true);
      const isTold = async () =>
        (await target.admin.call("listIdentities")).items.some(
          ({ host, state }) => host === loot.host && state === "cloned",
        );
      if (target.defence === null) await target.until("the clone is told", isTold);
      return refusalOf(await onBus(target, loot), "IDENTITY_CLONED");
    },
  });
});

function refusalOf(client: { end(force: boolean): unknown } | null, code: string): Attempt {
  client?.end(true);
  return client === null ? refused(code) : succeeded;
}

async function speak(target: AttackTarget, loot: Loot, session: string, at: number) {
  const client = await onBus(target, loot);
  const status = { ...statusOf(loot.host, session), at };
  await client
    ?.publishAsync(topicFor("hostStatus", { host: loot.host }), JSON.stringify(status), { qos: 1 })
    .catch(() => undefined);
  return client;
}

/** As if its time had passed: the store is asked for each join. */
function expire(target: AttackTarget, id: string): void {
  const db = new DatabaseSync(joinPath(target.plane.data, "state.db"), { timeout: 5_000 });
  db.prepare(
    "UPDATE enrolment_token SET expires_at = 1, body = json_set(body, '$.expiresAt', 1) WHERE id = ?",
  ).run(id);
  db.close();
}

function forgedKey() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }));
}

/** A server with an authority of its own takes the agent's call; the token must not reach it. */
async function stealToken(target: AttackTarget): Promise<Attempt> {
  const nowhere = { read: async () => null, write: async () => undefined };
  const forger = new FleetCa(await ownAuthority(nowhere, Date.now()));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const leaf = await forger.issue({
    subject: [{ CN: ["NovaCron control plane"] }],
    names: [{ type: "dns", value: controlPlaneServerName }],
    usages: ["serverAuth"],
    publicKey: spkiOf(publicKey),
    notBefore: Date.now() - 60_000,
    notAfter: Date.now() + 3_600_000,
  });
  let heard = "";
  const inner = createPlain((request, answer) => {
    request.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
    });
    request.on("end", () => answer.writeHead(403).end());
  });
  const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const between = createServer({ cert: leaf.pem + forger.caPem(), key, minVersion: "TLSv1.3" });
  between.on("secureConnection", (socket) => inner.emit("connection", socket));
  between.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const address = between.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const agent = await AgentProcess.make(someHost());
  try {
    const token = await tokenOf(target);
    const env = target.defence === null ? {} : plantedEnv(defenceOf("first-contact-pin"));
    const { stdout, stderr } = await agent.enroll(`https://127.0.0.1:${port}`, token, [], env);
    if (heard.includes(token)) return succeeded;
    return refused(/[A-Z]+_NOT_TRUSTED/.exec(stdout + stderr)?.[0] ?? stdout + stderr);
  } finally {
    await agent.remove();
    inner.close();
    between.close();
  }
}
