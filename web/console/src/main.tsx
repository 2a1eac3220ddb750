/** The agents' page: sign in, then the desk. */
import { render } from "preact";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import "@moien/kit/log.css";
import "@moien/kit/staff/staff.css";
import "@moien/kit/staff/forms.css";
import "@moien/kit/staff/data.css";
import "@moien/kit/staff/dialog.css";
import "./layout.css";
import "./marks.css";
import "./bar.css";
import "./queue.css";
import "./conversation.css";
import "./composer.css";
import "./details.css";
import "./dialog.css";
import "./answer.css";
import "./jobs.css";
import "./search.css";
import "./assist/assist.css";
import "./assist/translation.css";
import "./accounts/accounts.css";
import "./supervision/supervision.css";
import "./supervision/plots.css";
import { Console } from "./Console.tsx";

const page = document.getElementById("page");
if (page) render(<Console />, page);
