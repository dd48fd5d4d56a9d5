// Makes the TypeScript types of proto/ (shared/rpc/gen). Run after a change of a .proto file; `npm run check` fails when it was forgotten.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const out = process.argv[2] ?? path.join(root, 'shared/rpc/gen');
rmSync(out, { recursive: true, force: true });
const protos = readdirSync(path.join(root, 'proto/farvault/v1')).sort().map((name) => `farvault/v1/${name}`);
execFileSync(
  process.execPath,
  [
    path.join(root, 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js'),
    '--longs=Number', '--enums=Number', '--defaults', '--oneofs', '--arrays', '--includeComments', '--importFileExtension=.js',
    '--grpcLib=@grpc/grpc-js', '--outDir', out, '--includeDirs', path.join(root, 'proto'), '--', ...protos,
  ],
  { cwd: path.join(root, 'proto'), stdio: ['ignore', 'ignore', 'inherit'] },
);
