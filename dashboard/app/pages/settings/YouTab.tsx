import { useWho } from "../../components/use-who.ts";
import { PasswordTab } from "./PasswordTab.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { Sessions } from "./Sessions.tsx";

/** One's own account. Whom a login provider proves has neither password nor second factor here. */
export function YouTab() {
  const local = useWho()?.source === "local";
  return (
    <>
      {local && <PasswordTab />}
      {local && <SecondFactor />}
      <Sessions />
    </>
  );
}
