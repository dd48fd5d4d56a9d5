// A quick test that spares trying to compress what is compressed or encrypted already.
//   looksIncompressible(plain)  true when a sample of the bytes is spread almost evenly over all 256 values

const SAMPLE_BYTES = 4096;
const STRIPES = 16;
const STRIPE_BYTES = SAMPLE_BYTES / STRIPES;
const MIN_BYTES = 16 << 10;

/**
 * For n even samples over 256 values the sum of squared counts is near n + n^2/256; compressible data is far above. For 4096 samples an even spread
 * gives 69,600 and a standard deviation of about 360.
 */
const EVEN_SUM = SAMPLE_BYTES + (SAMPLE_BYTES * SAMPLE_BYTES) / 256;
const LIMIT = EVEN_SUM * 1.03;

const counts = new Uint16Array(256);

export function looksIncompressible(plain: Uint8Array): boolean {
  if (plain.length < MIN_BYTES) return false;
  counts.fill(0);
  const step = Math.floor((plain.length - STRIPE_BYTES) / (STRIPES - 1));
  for (let stripe = 0; stripe < STRIPES; stripe++) {
    const start = stripe * step;
    for (let at = start; at < start + STRIPE_BYTES; at++) counts[plain[at]]++;
  }
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += counts[value] * counts[value];
  return sum < LIMIT;
}
