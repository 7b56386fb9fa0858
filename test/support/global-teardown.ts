/** Once per run, after the last test: the run's PostgreSQL and all its databases go. */
export default async function tearDown(): Promise<void> {
  await globalThis.stopTestEngine?.();
}
