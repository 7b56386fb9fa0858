// node bench/printing.mjs [vouchers]: how long one worker takes to print an order, and the most memory it takes. Each size is
// printed by a worker that has just started; were memory not flat, it would follow the size.
import { memoryMb, onStage, seconds, until } from './stage.mjs';

const vouchers = Number(process.argv[2] ?? 10_000);
const sizes = [1000, vouchers];

await onStage(30, async (stage) => {
  const service = await stage.service();
  const operator = await stage.organisation('operator', service);
  const funder = await stage.organisation('funder', service);
  const today = new Date().toISOString().slice(0, 10);
  for (const size of sizes) {
    const worker = await stage.worker(`worker of ${size}`);
    const order = await stage.paidOrder({ operator, funder }, size, today);
    const issued = `SELECT 1 FROM order_step WHERE order_id = $1 AND step = 'issued'`;
    await until(() => stage.value(issued, [order.id]), 'the books are issued');
    const before = memoryMb(worker, 'VmRSS');
    const started = performance.now();
    const { id } = await funder.post(`/orders/${order.id}/books/print`);
    const made = async () => (await funder.get(`/documents/${id}`)).state !== 'making';
    await until(made, 'the books are printed', 1_500);
    const { state, byteCount } = await funder.get(`/documents/${id}`);
    if (state !== 'ready') throw new Error(`the document is ${state}`);
    console.log(
      [
        `${size} vouchers`.padEnd(16),
        seconds(started),
        `${(byteCount / 1e6).toFixed(1)} MB of PDF`,
        `${before} MB resident before, ${memoryMb(worker)} MB at most`,
      ].join('  '),
    );
    await worker.end();
  }
});
