// What the integration tells the card, and what the card's parts hand each other.

/** Where the camera looks: degrees, tilt as the camera counts, zoom 0 to 99.99. */
interface Pose {
  pan: number;
  tilt: number;
  zoom: number;
}

/** A direction in degrees: pan from the camera's zero, elevation above the horizon. */
interface Direction {
  pan: number;
  up: number;
}

/** A point of the picture, 0 to 1 from the left and from the top. */
interface Spot {
  x: number;
  y: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Lens {
  wide: number;
  optical: number;
  optical_end: number;
  digital: number;
  tele_end: number;
}

/** What the camera says with a frame, see docs/frames.md. */
interface FrameTold {
  time: number;
  pan: number | null;
  tilt: number | null;
  zoom: number | null;
  preset: number | null;
  motion: boolean | null;
  tracking: string | null;
  target: [number, number, number, number] | null;
}

interface Place extends Pose {
  seen: number;
}

interface Preset {
  number: number;
  title: string;
  place: Place | null;
}

interface CameraTold {
  name: string;
  model: string;
  lens: Lens;
  may: Record<string, boolean>;
  control: boolean;
  admin: boolean;
  presets: Preset[];
  limits: {pan: [number, number] | null; tilt: number | null};
  masks: {area: number; place: Place | null}[];
  mask_edited: number | null;
  trace_recording: boolean;
  panorama: number;
  alarm: (Place & {type: string}) | null;
  rate: number;
  moving: boolean;
  turning: {by: string; you: boolean} | null;
}

interface CardConfig {
  type: string;
  camera?: string;
  cameras?: string[];
  title?: string;
  controls?: boolean;
  presets?: boolean;
  strip?: boolean;
  alarms?: boolean | "only";
  aspect?: string;
  rate?: number;
  /** Where a tap on one of several cameras leads; `{camera}` is its entity's name. */
  path?: string;
}

type Speeds = {pan?: number; tilt?: number; zoom?: number; focus?: number};

interface Setting {
  value: string | number | boolean | null;
  writable: boolean;
  options?: string[];
  min?: number;
  max?: number;
  step?: number;
}

interface Alarm {
  time: Date;
  kind: string;
  entityId: string;
  picture?: string;
  clip?: string;
  recovered?: boolean;
}

/** A pointer on the picture, in pixels. */
interface Finger {
  id: number;
  x: number;
  y: number;
  /** A box is drawn rather than the picture dragged. */
  box?: boolean;
}

/** What gestures call, with fingers. */
interface FingerWishes {
  grab?(finger: Finger): void;
  drag?(finger: Finger): void;
  drop?(): void;
  /** `scale` since the last call, around a point. */
  pinch?(scale: number, x: number, y: number): void;
  pinched?(): void;
  tap?(finger: Finger): void;
  doubleTap?(finger: Finger): void;
  longPress?(finger: Finger): void;
  box?(from: Finger, to: Finger): void;
  boxed?(from: Finger, to: Finger): void;
  /** What was begun does not count. */
  cancel?(): void;
}

/** The same, with spots of the picture. */
interface SpotWishes {
  /** Whether anything is wanted at all. */
  may(): boolean;
  boxing(): boolean;
  grab(spot: Spot): void;
  drag(spot: Spot): void;
  drop(): void;
  zoom(scale: number, spot: Spot): void;
  doubleTap(spot: Spot): void;
  longPress(spot: Spot): void;
  box(box: Box | undefined): void;
  boxed(box: Box): void;
}
