// PostGraphile on the service's own tables, as its role: the token names the project, and row-level security keeps the
// projects apart. A process for each processor, as its documentation advises.
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { postgraphile } from 'postgraphile';

const { PEER_PORT, PEER_SECRET, PEER_DATABASE } = process.env;

function projectOf(request) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  return jwt.verify(token, PEER_SECRET, { algorithms: ['HS256'] }).project;
}

if (cluster.isPrimary) {
  for (let left = availableParallelism(); left > 0; left -= 1) cluster.fork();
} else {
  const pool = new pg.Pool({ ...JSON.parse(PEER_DATABASE), max: 10 });
  const answer = postgraphile(pool, 'public', {
    pgSettings: (request) => ({ 'app.project_id': projectOf(request) }),
    disableQueryLog: true,
    dynamicJson: true,
    // The service's role may read what it may: nothing else is described.
    ignoreRBAC: false,
  });
  const server = createServer(answer);
  server.keepAliveTimeout = 60_000;
  server.listen(Number(PEER_PORT), '127.0.0.1', () => console.log('ready'));
}
