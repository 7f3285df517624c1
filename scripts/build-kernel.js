// Compiles the kernels of assembly/ to WebAssembly and writes each, as base64, into a TypeScript file: every place that the
// program is built for (library, joined program, container image, tests) then has it without a file to find.
//   --check   write nothing, and fail where a file is not what its source makes
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const kernels = [
  {
    source: 'assembly/answer-layer.ts',
    target: 'src/pipeline/training/answer-kernel-code.ts',
    name: 'ANSWER_KERNEL',
  },
  {
    source: 'assembly/resampling.ts',
    target: 'src/pipeline/evaluation/resampling-kernel-code.ts',
    name: 'RESAMPLING_KERNEL',
  },
];
const root = fileURLToPath(new URL('..', import.meta.url));
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--baseDir', root];

for (const { source, target, name } of kernels) {
  const code = (await compile(source)).toString('base64').replace(/.{1,112}/g, "  '$&',\n");
  const text = `/** What \`npm run build:kernel\` made of ${source}: WebAssembly in base64. */
export const ${name} = [
${code}].join('');
`;
  if (!process.argv.includes('--check')) writeFileSync(`${root}${target}`, text);
  else if (readFileSync(`${root}${target}`, 'utf8') !== text) {
    fail(`${target} is not what ${source} makes.\nRun: npm run build:kernel`);
  }
}

/** The compiler writes its output through a function, so that no file is in between. */
async function compile(source) {
  let binary;
  const { error, stderr } = await asc.main([source, ...options, '--outFile', 'kernel.wasm'], {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (error) fail(`${stderr.toString()}\n${error.message}`);
  return Buffer.from(binary);
}

function fail(problem) {
  console.error(problem);
  process.exit(1);
}
