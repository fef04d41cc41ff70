/**
 * Preloaded (`node --import`) into every process that `up` starts: when the parent dies, however it dies, the IPC
 * channel closes and the child shuts down as if asked to, so that a crash leaves no orphan holding ports.
 */
const GRACE_MS = 15_000;

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The leash alone keeps no process alive.
  process.channel.unref();
}
