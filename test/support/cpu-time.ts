/**
 * Milliseconds of computing that this process has used. What a hostile input may cost is measured by it and not by the
 * clock on the wall: on a busy machine the clock says how long others computed.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
