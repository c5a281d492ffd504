/**
 * Counts in memory that all threads of the store share: odd while rows or places are being taken out of the
 * head. The reader asks again what overlapped it, the writer forgets which places it has written.
 */
export function whileMoving<T>(moving: Int32Array, run: () => T): T {
  Atomics.add(moving, 0, 1);
  try {
    return run();
  } finally {
    Atomics.add(moving, 0, 1);
  }
}
