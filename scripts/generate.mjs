// Makes the TypeScript types of proto/ (shared/rpc/gen). Run after a change of a .proto file; `npm run check` fails when it was forgotten.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const out = process.argv[2] ?? path.join(root, 'shared/rpc/gen');
rmSync(out, { recursive: true, force: true });
// Those with a service; the messages of the others come with them.
const folder = path.join(root, 'proto/farvault/v1');
const protos = readdirSync(folder).sort().filter((name) => /^service /m.test(readFileSync(path.join(folder, name), 'utf8'))).map((name) => `farvault/v1/${name}`);
execFileSync(
  process.execPath,
  [
    path.join(root, 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js'),
    '--longs=Number', '--enums=Number', '--defaults', '--oneofs', '--arrays', '--includeComments', '--importFileExtension=.js',
    '--grpcLib=@grpc/grpc-js', '--outDir', out, '--includeDirs', path.join(root, 'proto'), '--', ...protos,
  ],
  { cwd: path.join(root, 'proto'), stdio: ['ignore', 'ignore', 'inherit'] },
);
// The generator writes absolute paths of the sources into comments.
for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\/\/ Original file: .*\/(proto\/.*)$/gm, '// Generated from $1: npm run generate'));
}
