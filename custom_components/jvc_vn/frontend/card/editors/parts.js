// What editors look like.

import {css} from "../lit.js";

export const editing = css`
	.bar {
		grid-area: deck;
		display: grid;
		align-content: start;
		gap: 12px;
		padding: 14px;
	}
	.bar h3 {
		margin: 0;
		font-size: 16px;
		font-weight: 500;
	}
	.bar p {
		margin: 0;
		color: var(--vn-quiet);
	}
	.row {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 8px;
	}
	.end {
		justify-content: flex-end;
	}
`;
