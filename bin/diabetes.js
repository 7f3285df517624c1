#!/usr/bin/env node
// Plain JavaScript, so that an older Node gets a sentence and not a syntax error.
import { existsSync } from 'node:fs';

const LEAST = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
const entry = new URL('../dist/program/main.js', import.meta.url);

if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(`Error: diabetes needs Node ${LEAST.join('.')} or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else if (!existsSync(entry)) {
  process.stderr.write('Error: the program has not been built\nHint: npm run build\n');
  process.exitCode = 2;
} else {
  const { runMain } = await import(entry.href);
  await runMain(process);
}
