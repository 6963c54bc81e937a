/** A module of one function that gives back a vector. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version
  1, 5, 1, 96, 0, 1, 123, // type: () → v128
  3, 2, 1, 0, // one function of that type
  10, 8, 1, 6, 0, 65, 0, 253, 15, 11, // i32.const 0, i8x16.splat, end
]);

/** Whether the engine has vectors of 128 bits: there the module above is valid. */
export const hasVectors = () => WebAssembly.validate(VECTORS);
