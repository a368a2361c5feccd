import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = process.env['FACTORYTWIN_GATEWAY'] ?? 'http://localhost:8080';

/** The typeface is bundled as well: its licence goes with it. */
const fontLicense = {
  name: 'font-license',
  generateBundle(this: { emitFile: (file: { type: 'asset'; fileName: string; source: string }) => void }) {
    const source = readFileSync(new URL('node_modules/@fontsource-variable/inter/LICENSE', import.meta.url), 'utf8');
    this.emitFile({ type: 'asset', fileName: 'inter-license.txt', source });
  },
};

/** The dev server passes the API on to a running gateway; `npm run mock` answers from synthetic data instead. */
export default defineConfig({
  plugins: [react(), fontLicense],
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, license: { fileName: 'licenses.md' } },
  server: { proxy: { '/v1': gateway, '/openapi.json': gateway } },
  test: { environment: 'node', include: ['tests/**/*.test.{ts,tsx}'], restoreMocks: true, testTimeout: 60_000 },
});
