// How the site is served in development and built for production. The gateway's address is baked in as VITE_API_URL.
import { defineConfig, loadEnv } from 'vite'
import vue from '@vitejs/plugin-vue'
import tailwindcss from '@tailwindcss/vite'

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, import.meta.dirname, ['VITE_', 'WEB_'])
  return {
    plugins: [vue(), tailwindcss()],
    server: { host: '127.0.0.1', port: Number(env['WEB_PORT'] ?? 5173), strictPort: true },
    preview: { host: '127.0.0.1', port: Number(env['WEB_PORT'] ?? 5173), strictPort: true },
    // Every page is looked through before the first visit: a dependency found later would reload the page under the visitor.
    optimizeDeps: { entries: ['index.html', 'src/pages/*.vue'] },
    // Fonts stay files, so that the site needs no `data:` in its font-src.
    build: { target: 'es2023', assetsInlineLimit: 0 },
  }
})
