import { Link } from "@tanstack/react-router";
import { t } from "../text/en.ts";
import { Empty } from "../ui/Empty.tsx";

export function NotFoundPage() {
  return (
    <Empty title={t.notFound.title} text={t.notFound.text}>
      <Link to="/">{t.notFound.action}</Link>
    </Empty>
  );
}
