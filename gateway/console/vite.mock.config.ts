import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { mockGateway } from './dev/mock/plugin';

/** The console over synthetic data, for work on it without a gateway. Never part of a build. */
export default defineConfig({ plugins: [react(), mockGateway()] });
