export { Sm2Threads } from './sm2-threads.js';
export { WorkerPool, type WorkerPoolOptions } from './worker-pool.js';
