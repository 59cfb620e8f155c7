import { json } from 'node:stream/consumers';

// Reads an array of cases from the standard input, and prints one result for each.
export async function solveEach(solve) {
  const cases = await json(process.stdin);
  process.stdout.write(JSON.stringify(await Promise.all(cases.map(solve))));
}
