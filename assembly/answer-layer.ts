// The loops of the network's first layer (src/pipeline/training/answer-layer.ts), in AssemblyScript: WebAssembly with
// 128-bit vectors. All numbers are float32 or uint32 in the one memory, named by their addresses; a row of a table is
// `stride` bytes, a multiple of 16. `npm run build:kernel` compiles this file into answer-kernel-code.ts.

/** One vector of four float32. */
const VECTOR: usize = 16;
/** Eight vectors are summed side by side: more would not fit into the processor's registers. */
const BLOCK: usize = 128;

/** product[i] = sum over k of a(i, k) x b[k], where a(i, k) lies at a + i x rowStep + k x innerStep. */
export function multiply(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  b: usize,
  product: usize,
  rows: u32,
  inner: u32,
  stride: usize,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    const from = a + i * rowStep;
    const to = product + i * stride;
    let at: usize = 0;
    for (; at + BLOCK <= stride; at += BLOCK) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      let s7 = s0;
      for (let k: u32 = 0; k < inner; k++) {
        const factor = v128.load32_splat(from + k * innerStep);
        const place = b + k * stride + at;
        s0 = f32x4.add(s0, f32x4.mul(factor, v128.load(place, 0)));
        s1 = f32x4.add(s1, f32x4.mul(factor, v128.load(place, 16)));
        s2 = f32x4.add(s2, f32x4.mul(factor, v128.load(place, 32)));
        s3 = f32x4.add(s3, f32x4.mul(factor, v128.load(place, 48)));
        s4 = f32x4.add(s4, f32x4.mul(factor, v128.load(place, 64)));
        s5 = f32x4.add(s5, f32x4.mul(factor, v128.load(place, 80)));
        s6 = f32x4.add(s6, f32x4.mul(factor, v128.load(place, 96)));
        s7 = f32x4.add(s7, f32x4.mul(factor, v128.load(place, 112)));
      }
      v128.store(to + at, s0, 0);
      v128.store(to + at, s1, 16);
      v128.store(to + at, s2, 32);
      v128.store(to + at, s3, 48);
      v128.store(to + at, s4, 64);
      v128.store(to + at, s5, 80);
      v128.store(to + at, s6, 96);
      v128.store(to + at, s7, 112);
    }
    for (; at < stride; at += VECTOR) {
      let sum = f32x4.splat(0);
      for (let k: u32 = 0; k < inner; k++) {
        const factor = v128.load32_splat(from + k * innerStep);
        sum = f32x4.add(sum, f32x4.mul(factor, v128.load(b + k * stride + at)));
      }
      v128.store(to + at, sum);
    }
  }
}

/** out[i] = max(lowest, bias + sum over j of table[places(i, j)]), for `spans` places a row. */
export function gather(
  table: usize,
  bias: usize,
  places: usize,
  out: usize,
  rows: u32,
  spans: u32,
  stride: usize,
  lowest: f32,
): void {
  const least = f32x4.splat(lowest);
  for (let i: u32 = 0; i < rows; i++) {
    const own = places + <usize>(i * spans) * 4;
    const to = out + i * stride;
    let at: usize = 0;
    for (; at + BLOCK <= stride; at += BLOCK) {
      let s0 = v128.load(bias + at, 0);
      let s1 = v128.load(bias + at, 16);
      let s2 = v128.load(bias + at, 32);
      let s3 = v128.load(bias + at, 48);
      let s4 = v128.load(bias + at, 64);
      let s5 = v128.load(bias + at, 80);
      let s6 = v128.load(bias + at, 96);
      let s7 = v128.load(bias + at, 112);
      for (let j: u32 = 0; j < spans; j++) {
        const place = table + <usize>load<u32>(own + <usize>j * 4) * stride + at;
        s0 = f32x4.add(s0, v128.load(place, 0));
        s1 = f32x4.add(s1, v128.load(place, 16));
        s2 = f32x4.add(s2, v128.load(place, 32));
        s3 = f32x4.add(s3, v128.load(place, 48));
        s4 = f32x4.add(s4, v128.load(place, 64));
        s5 = f32x4.add(s5, v128.load(place, 80));
        s6 = f32x4.add(s6, v128.load(place, 96));
        s7 = f32x4.add(s7, v128.load(place, 112));
      }
      v128.store(to + at, f32x4.max(s0, least), 0);
      v128.store(to + at, f32x4.max(s1, least), 16);
      v128.store(to + at, f32x4.max(s2, least), 32);
      v128.store(to + at, f32x4.max(s3, least), 48);
      v128.store(to + at, f32x4.max(s4, least), 64);
      v128.store(to + at, f32x4.max(s5, least), 80);
      v128.store(to + at, f32x4.max(s6, least), 96);
      v128.store(to + at, f32x4.max(s7, least), 112);
    }
    for (; at < stride; at += VECTOR) {
      let sum = v128.load(bias + at);
      for (let j: u32 = 0; j < spans; j++) {
        sum = f32x4.add(sum, v128.load(table + <usize>load<u32>(own + <usize>j * 4) * stride + at));
      }
      v128.store(to + at, f32x4.max(sum, least));
    }
  }
}

/** Adds delta[i] to table[places(i, j)] for every j, but 0 where out[i] is not above `lowest`. */
export function scatter(
  table: usize,
  places: usize,
  delta: usize,
  out: usize,
  rows: u32,
  spans: u32,
  stride: usize,
  lowest: f32,
): void {
  const least = f32x4.splat(lowest);
  for (let i: u32 = 0; i < rows; i++) {
    const own = places + <usize>(i * spans) * 4;
    const from = delta + i * stride;
    const output = out + i * stride;
    let at: usize = 0;
    for (; at + BLOCK <= stride; at += BLOCK) {
      const d0 = passed(from + at, output + at, least);
      const d1 = passed(from + at + 16, output + at + 16, least);
      const d2 = passed(from + at + 32, output + at + 32, least);
      const d3 = passed(from + at + 48, output + at + 48, least);
      const d4 = passed(from + at + 64, output + at + 64, least);
      const d5 = passed(from + at + 80, output + at + 80, least);
      const d6 = passed(from + at + 96, output + at + 96, least);
      const d7 = passed(from + at + 112, output + at + 112, least);
      for (let j: u32 = 0; j < spans; j++) {
        const place = table + <usize>load<u32>(own + <usize>j * 4) * stride + at;
        v128.store(place, f32x4.add(d0, v128.load(place, 0)), 0);
        v128.store(place, f32x4.add(d1, v128.load(place, 16)), 16);
        v128.store(place, f32x4.add(d2, v128.load(place, 32)), 32);
        v128.store(place, f32x4.add(d3, v128.load(place, 48)), 48);
        v128.store(place, f32x4.add(d4, v128.load(place, 64)), 64);
        v128.store(place, f32x4.add(d5, v128.load(place, 80)), 80);
        v128.store(place, f32x4.add(d6, v128.load(place, 96)), 96);
        v128.store(place, f32x4.add(d7, v128.load(place, 112)), 112);
      }
    }
    for (; at < stride; at += VECTOR) {
      const one = passed(from + at, output + at, least);
      for (let j: u32 = 0; j < spans; j++) {
        const place = table + <usize>load<u32>(own + <usize>j * 4) * stride + at;
        v128.store(place, f32x4.add(one, v128.load(place)));
      }
    }
  }
}

/** out[j][i] = table[i][j] for `rows` rows of `width` float32: a row of out is `rows` floats. */
export function transpose(table: usize, out: usize, rows: u32, width: u32, stride: usize): void {
  const outStride = <usize>rows * 4;
  for (let i: u32 = 0; i < rows; i += 4) {
    for (let j: u32 = 0; j < width; j += 4) {
      const from = table + i * stride + <usize>j * 4;
      const to = out + j * outStride + <usize>i * 4;
      if (i + 4 <= rows && j + 4 <= width) transposeBlock(from, stride, to, outStride);
      else transposeCorner(from, stride, to, outStride, min<u32>(4, rows - i), min<u32>(4, width - j));
    }
  }
}

/** Four rows of four. */
function transposeBlock(from: usize, stride: usize, to: usize, outStride: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + stride);
  const c = v128.load(from + 2 * stride);
  const d = v128.load(from + 3 * stride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + outStride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * outStride, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * outStride, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/** What is left at an edge. */
function transposeCorner(from: usize, stride: usize, to: usize, outStride: usize, rows: u32, width: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < width; j++) {
      store<f32>(to + j * outStride + <usize>i * 4, load<f32>(from + i * stride + <usize>j * 4));
    }
  }
}

/** A vector of the gradient where the output is above the lowest, else 0. */
function passed(delta: usize, output: usize, least: v128): v128 {
  return v128.and(v128.load(delta), f32x4.gt(v128.load(output), least));
}
