// One camera with all that belongs to it.

import {parseAspect} from "../core/config.js";
import {fill} from "../film.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import "./pad.js";
import {blobUrl} from "./presets.js";
import "./stage.js";
import "./strip.js";

const MESSAGE_LASTS = 5000;

/** Parts that are loaded when they are wanted first. @type {Record<string, () => Promise<unknown>>} */
const PARTS = {
  drawer: () => import("./drawer.js"),
  alarms: () => import("./alarms.js"),
  area: () => import("../editors/area.js"),
  masks: () => import("../editors/masks.js"),
  limits: () => import("../editors/limits.js"),
  patrol: () => import("../editors/patrol.js"),
  preset: () => import("../editors/preset.js"),
};

class VnCamera extends VnElement {
  static get properties() {
    return {
      ...super.properties,
      config: {attribute: false},
      back: {type: Boolean},
      _aspect: {state: true},
      _boxing: {state: true},
      _open: {state: true},
      _editor: {state: true},
      _preset: {state: true},
      _message: {state: true},
      _panorama: {state: true},
    };
  }

  constructor() {
    super();
    /** @type {CardConfig} */
    this.config = {type: ""};
    this.back = false;
    this._aspect = 4 / 3;
    this._boxing = false;
    /** @type {"" | "drawer" | "alarms"} */
    this._open = "";
    /** @type {string} */
    this._editor = "";
    /** @type {Partial<Preset> | undefined} */
    this._preset = undefined;
    this._message = "";
    /** @type {{version: number, url: string, image: ImageBitmap} | undefined} */
    this._panorama = undefined;
  }

  attach() {
    super.attach();
    this.listen(this.model, "fail", ({detail}) => this._failed(detail));
    this.listen(this.model, "change", () => this._look());
    this._look();
  }

  detach() {
    super.detach();
    clearTimeout(this._fading);
    if (this._panorama) URL.revokeObjectURL(this._panorama.url);
    this._panorama = undefined;
  }

  /** Fetch the panorama when it has changed. */
  async _look() {
    const {told} = this.model;
    const wanted = told?.panorama;
    if (
      this.config.strip === false ||
      !wanted ||
      wanted === this._panorama?.version ||
      this._looking
    )
      return;
    this._looking = true;
    try {
      const {version, panorama} = await this.model.call("pictures", {panorama: true});
      if (!panorama || !this.isConnected) return;
      const url = blobUrl(panorama);
      const image = await createImageBitmap(await (await fetch(url)).blob());
      if (this._panorama) URL.revokeObjectURL(this._panorama.url);
      this._panorama = {version, url, image};
    } catch {
      // The next change brings it.
    } finally {
      this._looking = false;
    }
    return undefined;
  }

  /** @param {any} error */
  _failed(error) {
    const {
      code,
      message,
      translation_key: key,
      translation_placeholders: names,
    } = error ?? {};
    const by = this.model.told?.turning;
    const told =
      key && this.hass.localize(`component.jvc_vn.exceptions.${key}.message`, names);
    if (code === "superseded")
      this._say(
        by && !by.you ? this.t("turned_by", {name: by.by}) : this.t("superseded"),
      );
    else if (code === "unauthorized") this._say(this.t("no_rights"));
    else this._say(told || message || this.t("failed"));
  }

  /** @param {string} message */
  _say(message) {
    this._message = message;
    clearTimeout(this._fading);
    this._fading = setTimeout(() => (this._message = ""), MESSAGE_LASTS);
  }

  render() {
    const {config, model} = this;
    const shown = {
      controls: config.controls !== false && model.may("turn") && !this._editor,
      strip: config.strip !== false && Boolean(model.pose || this._panorama),
      presets:
        config.presets !== false &&
        Boolean(model.told?.presets.length || model.may("save")) &&
        !this._editor,
    };
    const aspect = parseAspect(config.aspect) ?? this._aspect;
    const common = (/** @type {string} */ tag) => tag;
    return html`
      <div
        class="all ${shown.controls || shown.presets ? "" : "bare"}"
        @aspect=${(/** @type {CustomEvent} */ {detail}) => (this._aspect = detail)}
      >
        <div class="picture" style="--aspect:${aspect};--own:${this._aspect}">
          <jvc-vn-stage
            class=${common("stage")}
            .hass=${this.hass}
            .model=${model}
            .texts=${this.texts}
            .config=${config}
            .boxing=${this._boxing}
            .locked=${Boolean(this._editor) && this._editor !== "masks"}
            .panorama=${this._panorama?.url}
            @boxed=${() => (this._boxing = false)}
          ></jvc-vn-stage>
          <jvc-vn-overlay
            .hass=${this.hass}
            .model=${model}
            .texts=${this.texts}
            .boxing=${this._boxing}
            .back=${this.back}
            ?hidden=${Boolean(this._editor)}
            @box=${(/** @type {CustomEvent} */ {detail}) => (this._boxing = detail)}
            @fill=${() => fill(this)}
          ></jvc-vn-overlay>
          <div
            class="message"
            role="status"
            aria-live="polite"
            ?hidden=${!this._message}
          >
            ${this._message}
          </div>
          ${this._editor === "area" ? html`<jvc-vn-area-editor .hass=${this.hass} .model=${model} .texts=${this.texts} @done=${this._edited}></jvc-vn-area-editor>` : nothing}
        </div>
        ${shown.strip ? html`<jvc-vn-strip class="strip" .hass=${this.hass} .model=${model} .texts=${this.texts} .panorama=${this._panorama?.image}></jvc-vn-strip>` : nothing}
        <div class="deck">
          ${shown.controls ? html`<jvc-vn-pad .hass=${this.hass} .model=${model} .texts=${this.texts}></jvc-vn-pad>` : nothing}
          ${shown.presets ? html`<jvc-vn-presets .hass=${this.hass} .model=${model} .texts=${this.texts} @preset=${this._editPreset}></jvc-vn-presets>` : nothing}
          ${this._editorPart()} ${this._editor ? nothing : this._drawers()}
        </div>
        ${this._preset ? html`<jvc-vn-preset-editor .hass=${this.hass} .model=${model} .texts=${this.texts} .preset=${this._preset} @done=${() => (this._preset = undefined)}></jvc-vn-preset-editor>` : nothing}
      </div>
    `;
  }

  _editorPart() {
    const parts = /** @type {Record<string, any>} */ ({
      masks: () =>
        html`<jvc-vn-mask-editor
          .hass=${this.hass}
          .model=${this.model}
          .texts=${this.texts}
          @done=${this._edited}
        ></jvc-vn-mask-editor>`,
      limits: () =>
        html`<jvc-vn-limit-editor
          .hass=${this.hass}
          .model=${this.model}
          .texts=${this.texts}
          @done=${this._edited}
        ></jvc-vn-limit-editor>`,
      patrol: () =>
        html`<jvc-vn-patrol-editor
          .hass=${this.hass}
          .model=${this.model}
          .texts=${this.texts}
          @done=${this._edited}
        ></jvc-vn-patrol-editor>`,
    });
    return parts[this._editor]?.() ?? nothing;
  }

  _drawers() {
    const tab = (/** @type {"drawer" | "alarms"} */ name, /** @type {string} */ icon) =>
      html` <button
        aria-expanded=${this._open === name ? "true" : "false"}
        @click=${() => this._toggle(name)}
      >
        <ha-icon icon=${icon}></ha-icon>${this.t(name)}<ha-icon
          class="turn"
          icon="mdi:chevron-down"
        ></ha-icon>
      </button>`;
    const alarms = this.config.alarms !== false && this.model.entity("alarm_event");
    const drawer = this.config.controls !== false && this.model.told?.control;
    if (!alarms && !drawer) return nothing;
    return html`
      <div class="tabs">
        ${drawer ? tab("drawer", "mdi:tune-variant") : nothing}
        ${alarms ? tab("alarms", "mdi:bell-outline") : nothing}
      </div>
      ${this._open === "drawer" ? html`<jvc-vn-drawer .hass=${this.hass} .model=${this.model} .texts=${this.texts} @editor=${this._edit}></jvc-vn-drawer>` : nothing}
      ${this._open === "alarms" ? html`<jvc-vn-alarms .hass=${this.hass} .models=${[this.model]} .model=${this.model} .texts=${this.texts}></jvc-vn-alarms>` : nothing}
    `;
  }

  /** @param {"drawer" | "alarms"} name */
  async _toggle(name) {
    this._open = this._open === name ? "" : name;
    await this._need(name);
  }

  _edit = async (/** @type {CustomEvent} */ {detail}) => {
    if (await this._need(detail)) this._editor = detail;
  };

  _edited = () => {
    this._editor = "";
  };

  _editPreset = async (/** @type {CustomEvent} */ {detail}) => {
    if (await this._need("preset")) this._preset = detail;
  };

  /** @param {string} name */
  async _need(name) {
    try {
      await PARTS[name]();
      return true;
    } catch {
      // The page is older than what is installed now.
      this._say(this.t("reload"));
      return false;
    }
  }

  static get styles() {
    return [
      shared,
      css`
        :host {
          display: block;
          container: camera / inline-size;
        }
        .all {
          display: grid;
          grid-template: "picture" "strip" "deck" / minmax(0, 1fr);
        }
        .picture {
          grid-area: picture;
          position: relative;
          aspect-ratio: var(--aspect);
          max-height: 88vh;
          overflow: hidden;
          background: #14181e;
          container: box / size;
        }
        /* Never stretched: as large as it fits, or cut where a form was asked for. */
        .stage {
          position: absolute;
          top: 50%;
          left: 50%;
          width: min(100cqw, 100cqh * var(--own));
          aspect-ratio: var(--own);
          transform: translate(-50%, -50%);
        }
        .strip {
          grid-area: strip;
        }
        .deck {
          grid-area: deck;
          display: grid;
          gap: 14px;
          padding: 14px;
        }
        .deck:empty {
          display: none;
        }
        .tabs {
          display: flex;
          gap: 8px;
        }
        .tabs button {
          flex: 1;
        }
        .tabs .turn {
          --mdc-icon-size: 18px;
          transition: transform 0.2s;
        }
        .tabs [aria-expanded="true"] .turn {
          transform: rotate(180deg);
        }
        .message {
          position: absolute;
          inset: auto 0 64px;
          width: fit-content;
          max-width: calc(100% - 32px);
          margin: 0 auto;
          padding: 10px 16px;
          border-radius: 12px;
          background: rgba(14, 18, 24, 0.9);
          color: #fff;
        }
        @container camera (min-width: 860px) {
          .all:not(.bare) {
            grid-template: "picture deck" auto "strip deck" auto / minmax(0, 1fr) 340px;
          }
          .deck {
            align-content: start;
            max-height: calc(88vh + 140px);
            overflow-y: auto;
          }
        }
        :host(:fullscreen),
        :host([filling]) {
          background: var(--card-background-color, #111);
          overflow-y: auto;
        }
        :host([filling]) {
          position: fixed;
          inset: 0;
          z-index: 100;
        }
        :host(:fullscreen) .picture,
        :host([filling]) .picture {
          aspect-ratio: auto;
          height: 78vh;
          max-height: none;
        }
      `,
    ];
  }
}

define("jvc-vn-camera", VnCamera);
