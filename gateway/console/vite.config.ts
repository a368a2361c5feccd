import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = process.env['FACTORYTWIN_GATEWAY'] ?? 'http://localhost:8080';

/** The dev server passes the API on to a running gateway; `npm run mock` answers from synthetic data instead. */
export default defineConfig({
  plugins: [react()],
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': gateway, '/openapi.json': gateway } },
  test: { environment: 'node', include: ['tests/**/*.test.{ts,tsx}'], restoreMocks: true },
});
