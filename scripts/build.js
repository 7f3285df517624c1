// Builds dist/ from src/ with the TypeScript compiler.
//   --if-possible   end quietly where the compiler is not installed (npm ci --omit=dev)
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;

if (!existsSync(compiler)) {
  if (process.argv.includes('--if-possible')) process.exit(0);
  console.error('The TypeScript compiler is not installed. Run: npm ci --include=dev');
  process.exit(1);
}
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '--project', `${root}tsconfig.build.json`], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
