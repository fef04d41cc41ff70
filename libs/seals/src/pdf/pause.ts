/** Lets the event loop run: nothing here may hold it for more than some 50 ms. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
