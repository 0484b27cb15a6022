// What the card uses of Home Assistant's frontend; only the type checker reads this.

interface HassEntity {
  entity_id: string;
  state: string;
  attributes: Record<string, any>;
  last_changed: string;
  last_updated: string;
}

interface EntityEntry {
  entity_id: string;
  device_id?: string;
  area_id?: string;
  platform?: string;
  translation_key?: string;
  hidden?: boolean;
}

interface HassConnection {
  connected: boolean;
  sendMessagePromise<T = any>(message: Record<string, any>): Promise<T>;
  subscribeMessage<T = any>(
    callback: (message: T) => void,
    message: Record<string, any>,
    options?: {resubscribe?: boolean},
  ): Promise<() => Promise<void>>;
  addEventListener(kind: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(kind: "ready" | "disconnected", listener: () => void): void;
}

interface Hass {
  states: Record<string, HassEntity>;
  entities: Record<string, EntityEntry>;
  devices: Record<string, {id: string; name?: string; name_by_user?: string; area_id?: string}>;
  areas: Record<string, {area_id: string; name: string}>;
  services: Record<string, Record<string, unknown>>;
  connection: HassConnection;
  connected: boolean;
  language: string;
  locale: {
    language: string;
    time_format: string;
    date_format: string;
    number_format: string;
    time_zone: string;
  };
  config: {state: string; time_zone: string; components: string[]};
  user?: {id: string; name: string; is_admin: boolean};
  localize(key: string, values?: Record<string, unknown>): string;
  loadBackendTranslation(category: string, integration?: string): Promise<unknown>;
  formatEntityState(state: HassEntity, value?: string): string;
  callWS<T = any>(message: Record<string, any>): Promise<T>;
  callService(
    domain: string,
    service: string,
    data?: Record<string, any>,
    target?: {entity_id: string},
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{response?: any}>;
  hassUrl(path: string): string;
}
