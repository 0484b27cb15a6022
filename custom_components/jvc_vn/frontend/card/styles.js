import {css} from "./lit.js";

/** What all elements share: colours of the theme, buttons, and what hides. */
export const shared = css`
	:host {
		--vn-accent: var(--primary-color, #03a9f4);
		/* Dark enough for white letters. */
		--vn-strong: var(--vn-accent);
		--vn-text: var(--primary-text-color, #212121);
		--vn-quiet: var(--secondary-text-color, #5f6368);
		--vn-line: var(--divider-color, rgba(127, 127, 127, 0.3));
		--vn-field: var(--secondary-background-color, #eee);
		--vn-bad: var(--error-color, #c62828);
		--vn-glass: rgba(14, 18, 24, 0.66);
		--vn-round: 12px;
		color: var(--vn-text);
		font: 400 14px/1.4 var(--ha-font-family-body, Roboto, sans-serif);
		-webkit-tap-highlight-color: transparent;
	}
	@supports (color: color-mix(in srgb, red, red)) {
		:host {
			--vn-strong: color-mix(in srgb, var(--vn-accent) 75%, #000);
		}
	}
	* {
		box-sizing: border-box;
	}
	[hidden] {
		display: none !important;
	}
	button,
	select,
	input {
		font: inherit;
		color: inherit;
	}
	button {
		display: inline-flex;
		align-items: center;
		justify-content: center;
		gap: 8px;
		min-width: 44px;
		min-height: 44px;
		margin: 0;
		padding: 0 12px;
		border: 0;
		border-radius: var(--vn-round);
		background: var(--vn-field);
		cursor: pointer;
		touch-action: manipulation;
		user-select: none;
		-webkit-user-select: none;
	}
	button.round {
		padding: 0;
		border-radius: 50%;
	}
	button.plain {
		background: none;
	}
	button.bad {
		color: var(--vn-bad);
	}
	button.main,
	button[aria-pressed="true"],
	button[aria-checked="true"],
	button[aria-selected="true"],
	button.held {
		background: var(--vn-strong);
		color: var(--text-primary-color, #fff);
	}
	button:disabled {
		opacity: 0.45;
		cursor: default;
	}
	:focus-visible {
		outline: 2px solid var(--vn-accent);
		outline-offset: 2px;
	}
	ha-icon {
		--mdc-icon-size: 22px;
		flex: none;
		pointer-events: none;
	}
	input[type="range"] {
		width: 100%;
		height: 44px;
		margin: 0;
		accent-color: var(--vn-accent);
	}
	input[type="text"],
	select {
		min-height: 44px;
		padding: 0 12px;
		border: 1px solid var(--vn-line);
		border-radius: 8px;
		background: var(--card-background-color, #fff);
	}
	.glass,
	.chip {
		background: var(--vn-glass);
		color: #fff;
	}
	.chip {
		display: inline-flex;
		align-items: center;
		gap: 8px;
		min-width: 0;
		padding: 5px 12px;
		border-radius: 16px;
		font-weight: 500;
		white-space: nowrap;
		font-variant-numeric: tabular-nums;
	}
	.chip > * {
		overflow: hidden;
		text-overflow: ellipsis;
	}
	.chip i {
		flex: none;
		width: 9px;
		height: 9px;
		border-radius: 50%;
		background: #9aa0a6;
	}
	.chip .live {
		background: #4cd964;
	}
	.chip .old {
		background: #ffb300;
	}
	.flash {
		background: #e65100;
		color: #fff;
		animation: flash 0.5s ease-in-out 4;
	}
	@keyframes flash {
		50% {
			background: #ffd54f;
			color: #000;
		}
	}
	@media (prefers-reduced-motion: reduce) {
		*,
		*::before,
		*::after {
			animation-duration: 0.01ms !important;
			animation-iteration-count: 1 !important;
			transition-duration: 0.01ms !important;
		}
	}
`;
