import { auditHeadRoute, listAuditRoute } from "./audit.ts";
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
import { oidcCallbackRoute, oidcLoginRoute } from "./oidc.ts";
import {
  cancelOperationRoute,
  listOperationsRoute,
  requestOperationRoute,
  showOperationRoute,
} from "./operations.ts";
import {
  addPersonRoute,
  changePersonRoute,
  endSessionOfRoute,
  listPeopleRoute,
  listSessionsOfRoute,
  resetPasswordRoute,
  resetSecondFactorRoute,
  showPersonRoute,
} from "./people.ts";
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
  listReleasesRoute,
  showRolloutRoute,
  startRolloutRoute,
  steerRolloutRoute,
} from "./releases.ts";
import {
  addBindingRoute,
  deleteBindingRoute,
  deleteRoleRoute,
  listBindingsRoute,
  listRolesRoute,
  putRoleRoute,
} from "./roles.ts";
import {
  beginSecondFactorRoute,
  confirmSecondFactorRoute,
  newRecoveryCodesRoute,
  removeSecondFactorRoute,
} from "./second-factor.ts";
import {
  changePasswordRoute,
  endSessionRoute,
  listSessionsRoute,
  loginRoute,
  loginWaysRoute,
  logoutRoute,
  whoRoute,
} from "./session.ts";
import { beginRotationRoute, completeRotationRoute, signingKeysRoute } from "./signing.ts";
import { endRestoringRoute, healthRoute, readyRoute, systemRoute } from "./system.ts";
import {
  createTokenRoute,
  deleteTokenOfRoute,
  deleteTokenRoute,
  listTokensOfRoute,
  listTokensRoute,
} from "./tokens.ts";
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
  loginWays: loginWaysRoute,
  oidcLogin: oidcLoginRoute,
  oidcCallback: oidcCallbackRoute,
  login: loginRoute,
  who: whoRoute,
  logout: logoutRoute,
  changePassword: changePasswordRoute,
  beginSecondFactor: beginSecondFactorRoute,
  confirmSecondFactor: confirmSecondFactorRoute,
  newRecoveryCodes: newRecoveryCodesRoute,
  removeSecondFactor: removeSecondFactorRoute,
  listSessions: listSessionsRoute,
  endSession: endSessionRoute,
  listTokens: listTokensRoute,
  createToken: createTokenRoute,
  deleteToken: deleteTokenRoute,
  listPeople: listPeopleRoute,
  showPerson: showPersonRoute,
  addPerson: addPersonRoute,
  changePerson: changePersonRoute,
  resetPassword: resetPasswordRoute,
  resetSecondFactor: resetSecondFactorRoute,
  listSessionsOf: listSessionsOfRoute,
  endSessionOf: endSessionOfRoute,
  listTokensOf: listTokensOfRoute,
  deleteTokenOf: deleteTokenOfRoute,
  listRoles: listRolesRoute,
  putRole: putRoleRoute,
  deleteRole: deleteRoleRoute,
  listBindings: listBindingsRoute,
  addBinding: addBindingRoute,
  deleteBinding: deleteBindingRoute,
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
  listAudit: listAuditRoute,
  auditHead: auditHeadRoute,
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
  signingKeys: signingKeysRoute,
  beginRotation: beginRotationRoute,
  completeRotation: completeRotationRoute,
  listReleases: listReleasesRoute,
  showRollout: showRolloutRoute,
  startRollout: startRolloutRoute,
  steerRollout: steerRolloutRoute,
  system: systemRoute,
  endRestoring: endRestoringRoute,
  health: healthRoute,
  ready: readyRoute,
} as const;

export type RouteName = keyof typeof routes;
