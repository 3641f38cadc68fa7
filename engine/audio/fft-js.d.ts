// The part of fft.js (MIT, Fedor Indutny) that the analysis uses.
declare module 'fft.js' {
  class FFT {
    constructor(size: number);
    realTransform(out: Float64Array, input: Float64Array): void;
  }
  export = FFT;
}
