/** The service owners' page: sign in, then the state of the catalogue. */
import { render } from "preact";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import "@moien/kit/staff/staff.css";
import "@moien/kit/staff/forms.css";
import "./studio.css";
import { Studio } from "./Studio.tsx";

const page = document.getElementById("page");
if (page) render(<Studio />, page);
