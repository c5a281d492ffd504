/** Runs what it is given one after another, in order. A failure goes to its caller and stops nobody else. */
export class Serial {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#tail.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  waiting(): number {
    return this.#waiting;
  }
}
