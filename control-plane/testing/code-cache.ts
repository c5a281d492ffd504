import process from "node:process";

/**
 * For the environment of a program that a test starts from its sources: where the run of the tests keeps what Node made
 * of them, so that not each of hundreds of starts takes the types off and compiles all anew, which is half of a start.
 */
export const codeCache: Readonly<Record<string, string>> =
  process.env.NODE_COMPILE_CACHE === undefined
    ? {}
    : { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };
