/** One reason why not, and what would remove it. */
export interface Obstacle {
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}
