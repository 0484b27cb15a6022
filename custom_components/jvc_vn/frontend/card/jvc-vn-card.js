// The entrance: what dashboards load. Everything that the first picture needs is named
// here, so that a browser fetches it all at once.

import "./core/camera.js";
import "./core/config.js";
import "./core/driver.js";
import "./core/format.js";
import "./core/frames.js";
import "./core/geometry.js";
import "./core/gestures.js";
import "./core/hold.js";
import "./core/looking.js";
import "./core/meter.js";
import "./core/screen.js";
import "./core/texts.js";
import "./core/viewing.js";
import "./lit.js";
import "./page.js";
import "./styles.js";
import "./elements/camera.js";
import "./elements/card.js";
import "./elements/deck.js";
import "./elements/grip.js";
import "./elements/overlay.js";
import "./elements/pad.js";
import "./elements/picture.js";
import "./elements/stage.js";
import "./elements/touch.js";
import "./strategy.js";
import "./texts/en.js";
