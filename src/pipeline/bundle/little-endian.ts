/** The kinds of numbers that a bundle's files hold, by ONNX's names: float32, float64 and whole numbers of 64 bits. */
export type ElementType = 'float' | 'double' | 'int64';

/** Numbers one after the other, least byte first, as TensorFlow.js and ONNX store them. */
export function littleEndian(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const size = type === 'float' ? 4 : 8;
  const bytes = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (type === 'float') bytes.setFloat32(i * size, value, true);
    else if (type === 'double') bytes.setFloat64(i * size, value, true);
    else bytes.setBigInt64(i * size, BigInt(value), true);
  }
  return new Uint8Array(bytes.buffer);
}
