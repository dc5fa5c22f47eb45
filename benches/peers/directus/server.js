// Directus as it comes, a process for each processor.
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';

if (cluster.isPrimary) {
  for (let left = availableParallelism(); left > 0; left -= 1) cluster.fork();
} else {
  const { startServer } = await import('@directus/api/server');
  await startServer();
  console.log('ready');
}
