/** The page of service owners and publishers: sign in, then files, reviews, releases and pauses. */
import { render } from "preact";
import "@moien/kit/allKitWords.ts";
import "@moien/kit/allIcons.ts";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import "@moien/kit/staff/staff.css";
import "@moien/kit/staff/forms.css";
import "@moien/kit/staff/data.css";
import "@moien/kit/staff/dialog.css";
import "./changes.css";
import "./studio.css";
import "./lists.css";
import "./form/form.css";
import "./form/drafted.css";
import "./file/file.css";
import "@moien/kit/log.css";
import "./trying/trying.css";
import "./trying/chat.css";
import "./trying/inside.css";
import "./inbox/inbox.css";
import { Studio } from "./Studio.tsx";

const page = document.getElementById("page");
if (page) render(<Studio />, page);
