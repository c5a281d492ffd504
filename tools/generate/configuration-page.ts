import { flagOf, settingNames, settings } from "@novacron/control-plane/config/settings";
import { generatedNote, markdownTable } from "./markdown.ts";

const intro = `# Configuration of the control plane

Each setting can be given as a flag, in the environment or in a JSON file, and means the same in all
three. A flag counts more than the environment, the environment more than the file, the file more than
the default. An empty variable counts as unset. The file is named by \`--config FILE\` or
\`NOVACRON_CONFIG\`; its keys are the names below:

\`\`\`json
{ "listen": "0.0.0.0:8470", "rawDays": 14, "trustedProxies": ["10.0.0.5"] }
\`\`\`

What is not valid is refused at the start with \`CONFIG_INVALID\`, which names the setting, where it came
from and what is wrong. \`--print-config\` prints every setting with its value and source, secrets left
out. Secrets belong in the environment or in a file of mode 0600, since flags show in the process list.

`;

/** docs/operate/configuration.md, from the settings table. */
export function generateConfigurationPage(): Map<string, string> {
  const rows = settingNames.map((name) => {
    const { env, byDefault, help } = settings[name];
    const shown = byDefault === null || byDefault === "" ? "" : `\`${byDefault}\``;
    return [`\`${name}\``, `\`--${flagOf(name)}\``, `\`${env}\``, shown, help];
  });
  const table = markdownTable(["Setting", "Flag", "Environment", "Default", "What it is"], rows);
  return new Map([["docs/operate/configuration.md", generatedNote + intro + table]]);
}
