// Shopify's own linter over a theme app extension: node theme_check.mjs FOLDER. Ends with 1 where it finds anything.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
// The documentation that came with the package is enough: nothing is fetched.
const updater = path.dirname(require.resolve('@shopify/theme-check-docs-updater/package.json'));
process.env.SHOPIFY_TLD_ROOT = path.join(updater, 'data');
const { themeCheckRun } = require('@shopify/theme-check-node');

const root = path.resolve(process.argv[2]);
const { theme, offenses } = await themeCheckRun(root, path.join(here, 'theme-check.yml'));
for (const { check, message, uri, start } of offenses) {
  console.error(`${path.relative(here, fileURLToPath(uri))}:${start.line + 1}: ${check}: ${message}`);
}
console.log(`theme-check: ${offenses.length} offences in ${theme.length} files`);
process.exitCode = offenses.length || !theme.length ? 1 : 0;
