import js from "@eslint/js";
import compat from "eslint-plugin-compat";

const BROWSER = [
  "AbortController", "Blob", "CSS", "CustomEvent", "DOMException", "Event",
  "EventTarget", "File", "HTMLElement", "Image", "IntersectionObserver",
  "MediaRecorder", "ResizeObserver", "TextDecoder", "URL", "WebSocket", "Worker", "atob",
  "cancelAnimationFrame", "clearInterval", "clearTimeout", "console",
  "createImageBitmap", "customElements", "document", "fetch", "history",
  "localStorage", "location", "matchMedia", "navigator", "performance",
  "requestAnimationFrame", "self", "setInterval", "setTimeout", "window",
];

export default [
  js.configs.recommended,
  {
    ...compat.configs["flat/recommended"],
    files: ["custom_components/**/*.js"],
    // The oldest that Home Assistant's own modern build is made for.
    settings: {browsers: ["safari >= 16.4", "ios >= 16.4", "firefox >= 115", "chrome >= 109"]},
  },
  {
    files: ["custom_components/**/*.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "module",
      globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])),
    },
    rules: {
      "max-lines": ["error", 300],
      complexity: ["error", 14],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
      "no-console": ["error", {allow: ["info"]}],
    },
  },
  {
    files: ["tests/card/**/*.js"],
    languageOptions: {
      globals: {Event: "readonly", EventTarget: "readonly", URL: "readonly", console: "readonly", setTimeout: "readonly", TextEncoder: "readonly", performance: "readonly"},
    },
  },
  {ignores: ["node_modules/", ".*/", "tests/demo/", "eslint.config.js"]},
];
