import {VnElement, define, html} from "../lit.js"; class X extends VnElement { render() { return html`todo`; } } define("jvc-vn-drawer", X);
