/** Page of a fictitious administration that shows the widget where citizens would meet it: on a website of their own. */
import { render } from "preact";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import "./demo.css";
import { firstSpoken } from "@moien/kit/languages.ts";
import { Demo } from "./Demo.tsx";

const language = firstSpoken([new URLSearchParams(location.search).get("lang")]);
document.documentElement.lang = language;
const page = document.getElementById("page");
if (page) render(<Demo language={language} />, page);
