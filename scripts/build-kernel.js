// Compiles assembly/answer-layer.ts to WebAssembly and writes it, as base64, into a TypeScript file: every place that the
// program is built for (library, joined program, container image, tests) then has it without a file to find.
//   --check   write nothing, and fail where the file is not what the source makes
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}src/pipeline/training/answer-kernel-code.ts`;

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--baseDir', root];
const { error, binary, stderr } = await compile(['assembly/answer-layer.ts', ...options]);
if (error) {
  console.error(`${stderr}\n${error.message}`);
  process.exit(1);
}
const code = Buffer.from(binary)
  .toString('base64')
  .replace(/.{1,112}/g, "  '$&',\n");
const text = `/** What \`npm run build:kernel\` made of assembly/answer-layer.ts: WebAssembly in base64. */
export const ANSWER_KERNEL = [
${code}].join('');
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/pipeline/training/answer-kernel-code.ts is not what assembly/answer-layer.ts makes.');
  console.error('Run: npm run build:kernel');
  process.exit(1);
}

/** The compiler writes its output through a function, so that no file is in between. */
async function compile(argv) {
  let binary;
  const result = await asc.main([...argv, '--outFile', 'kernel.wasm'], {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  return { error: result.error, stderr: result.stderr.toString(), binary };
}
