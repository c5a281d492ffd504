import type { FastifyReply, FastifyRequest } from "fastify";
import { apiHeaders } from "./api-headers.ts";
import { compressed, encodingFor } from "./compress.ts";

/**
 * Sends a JSON text. Only answers to GET are compressed: an answer to a change may hold a secret beside
 * text of the caller, whose length would then tell about it (BREACH).
 */
export async function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<FastifyReply> {
  const wanted = request.method === "GET" ? encodingFor(request.headers["accept-encoding"]) : null;
  const { body, encoding } = await compressed(text, wanted);
  if (encoding !== null) reply.header("content-encoding", encoding);
  return reply
    .headers(apiHeaders)
    .header("vary", "accept-encoding, authorization, cookie")
    .header("content-type", "application/json; charset=utf-8")
    .send(body);
}
