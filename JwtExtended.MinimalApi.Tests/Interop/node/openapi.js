import { createConfig, lintFromString } from '@redocly/openapi-core';
import { solveEach } from './cases.js';

// The rules of the specification, not those of taste.
const rules = [
  'struct',
  'no-unresolved-refs',
  'security-defined',
  'spec-components-invalid-map-name',
  'no-identical-paths',
  'path-declaration-must-exist',
  'path-not-include-query',
  'path-parameters-defined',
  'operation-operationId-unique',
  'operation-parameters-unique',
];
const config = await createConfig({ rules: Object.fromEntries(rules.map((rule) => [rule, 'error'])) });

await solveEach(async ({ text }) => {
  const problems = await lintFromString({ source: text, config });
  // An operation may be open: what it names has to be defined.
  const isOpen = ({ ruleId, location }) => ruleId === 'security-defined' && !location[0].pointer.includes('/security/');
  const found = problems.filter((problem) => !isOpen(problem));
  return { problems: found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location?.[0]?.pointer ?? ''}`) };
});
