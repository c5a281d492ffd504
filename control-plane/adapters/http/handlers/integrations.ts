import type { HandlersOf } from "../handler.ts";

export const integrationHandlers: HandlersOf<"listMqttUsers" | "addMqttUser" | "deleteMqttUser"> = (
  app,
) => ({
  listMqttUsers: () => app.mqttUsers(),
  addMqttUser: ({ person, body }) => app.addMqttUser(person, body.name, body.scope),
  deleteMqttUser: async ({ person, params }) => {
    await app.deleteMqttUser(person, params.name);
  },
});
