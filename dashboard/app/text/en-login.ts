export const loginTexts = {
  title: "Log in",
  lead: "The console of your fleet",
  name: "Name",
  password: "Password",
  code: "Code of your authenticator app, or a recovery code",
  submit: "Log in",
  busy: "Logging in",
  first: "The first login was printed where the control plane was started.",
  by: (provider: string) => `Log in with ${provider}`,
};
