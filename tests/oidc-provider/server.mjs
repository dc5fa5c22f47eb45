// Identity provider for the tests. `node server.mjs MODULES`: prints its issuer, reads the redirect URI of its only
// client from standard input, and ends with it. A log-in makes an identity with the typed e-mail address.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];
const { Provider } = await import(pathToFileURL(join(modules, 'oidc-provider/lib/index.js')));

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const lines = createInterface({ input: process.stdin });
  lines.once('line', (redirectUri) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'portal', client_secret: 'only-for-tests', redirect_uris: [redirectUri] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      cookies: { keys: ['only-for-tests'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: true }),
      }),
    });
    server.on('request', provider.callback());
    console.log('ready');
  });
  lines.once('close', () => process.exit());
  console.log(issuer);
});
