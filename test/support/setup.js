/** Names the run, so that all workers of it share one PostgreSQL (test/support/postgres.ts). */
export default function setup() {
  process.env.TONGBAN_TEST_RUN = String(process.pid);
}
