// The thread that writes: decoding, hashing and all file system calls are synchronous here, away from the thread that talks to the server.
import { parentPort, workerData } from 'node:worker_threads';
import { WriteEngine } from './engine.js';
import type { ToWorker, WorkerSetup } from './messages.js';

const port = parentPort!;
const engine = new WriteEngine(workerData as WorkerSetup, (message) => port.postMessage(message));
port.on('message', (message: ToWorker) => engine.receive(message));
