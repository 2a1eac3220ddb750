/** All that asks for one field of a form, in one file for the network. */
export { FileForm } from "../FileForm.tsx";
export { FieldForm } from "./FieldForm.tsx";
