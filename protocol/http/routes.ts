import { openConsoleRoute } from "./console.ts";
import { fleetRoute } from "./fleet.ts";
import { forgetHostRoute, hostSettingsRoute, listHostsRoute, showHostRoute } from "./hosts.ts";
import { addMqttUserRoute, deleteMqttUserRoute, listMqttUsersRoute } from "./integrations.ts";
import {
  listMachinesRoute,
  machineDetailRoute,
  resolveConflictRoute,
  showMachineRoute,
} from "./machines.ts";
import { catalogRoute, rangeRoute, topRoute } from "./metrics.ts";
import {
  cancelOperationRoute,
  listOperationsRoute,
  requestOperationRoute,
  showOperationRoute,
} from "./operations.ts";
import {
  addProjectRoute,
  assignMachinesRoute,
  changeProjectRoute,
  deleteProjectRoute,
  listProjectsRoute,
  showProjectRoute,
  tagMachineRoute,
} from "./projects.ts";
import { asOfRoute, listRecordRoute } from "./record.ts";
import {
  changePasswordRoute,
  createTokenRoute,
  deleteTokenRoute,
  listTokensRoute,
  loginRoute,
  logoutRoute,
  whoRoute,
} from "./session.ts";
import { healthRoute, readyRoute, systemRoute } from "./system.ts";
import {
  approveIdentityRoute,
  createEnrolmentTokenRoute,
  enrolRoute,
  listEnrolmentTokensRoute,
  listIdentitiesRoute,
  renewRoute,
  revokeEnrolmentTokenRoute,
  revokeIdentityRoute,
  trustRoute,
} from "./trust.ts";

/** Every route of the API by name; the name is also the operationId in the OpenAPI document. */
export const routes = {
  login: loginRoute,
  who: whoRoute,
  logout: logoutRoute,
  changePassword: changePasswordRoute,
  listTokens: listTokensRoute,
  createToken: createTokenRoute,
  deleteToken: deleteTokenRoute,
  fleet: fleetRoute,
  listHosts: listHostsRoute,
  showHost: showHostRoute,
  hostSettings: hostSettingsRoute,
  forgetHost: forgetHostRoute,
  listMachines: listMachinesRoute,
  showMachine: showMachineRoute,
  machineDetail: machineDetailRoute,
  resolveConflict: resolveConflictRoute,
  openConsole: openConsoleRoute,
  requestOperation: requestOperationRoute,
  listOperations: listOperationsRoute,
  showOperation: showOperationRoute,
  cancelOperation: cancelOperationRoute,
  metricsRange: rangeRoute,
  metricsTop: topRoute,
  metricsCatalog: catalogRoute,
  listProjects: listProjectsRoute,
  showProject: showProjectRoute,
  addProject: addProjectRoute,
  changeProject: changeProjectRoute,
  deleteProject: deleteProjectRoute,
  assignMachines: assignMachinesRoute,
  tagMachine: tagMachineRoute,
  listRecord: listRecordRoute,
  recordAsOf: asOfRoute,
  listMqttUsers: listMqttUsersRoute,
  addMqttUser: addMqttUserRoute,
  deleteMqttUser: deleteMqttUserRoute,
  trust: trustRoute,
  listEnrolmentTokens: listEnrolmentTokensRoute,
  createEnrolmentToken: createEnrolmentTokenRoute,
  revokeEnrolmentToken: revokeEnrolmentTokenRoute,
  enrol: enrolRoute,
  renew: renewRoute,
  listIdentities: listIdentitiesRoute,
  revokeIdentity: revokeIdentityRoute,
  approveIdentity: approveIdentityRoute,
  system: systemRoute,
  health: healthRoute,
  ready: readyRoute,
} as const;

export type RouteName = keyof typeof routes;
