/**
 * The little of the native library that this program names itself. It is declared here because the package is optional:
 * where npm could not install it, the program must compile all the same.
 */
declare module '@tensorflow/tfjs-node' {
  export const version: { readonly 'tfjs-node': string };
}
