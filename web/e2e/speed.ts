// Thousands of sums a millisecond, on the machine on which the budgets were set.
export const referenceSpeed = 40

// The machine as it is now, with what else it has to do: the phone is a quarter as fast as the reference, not as whatever runs the test.
export function speed() {
  const end = performance.now() + 150
  let sums = 0
  for (let value = 1; performance.now() < end; sums += 1) {
    for (let i = 0; i < 1000; i += 1) value = (value * 48271) % 2147483647
  }
  return sums / 150
}
