// @ts-check
/**
 * What only a demonstration offers: to sign in without a password, and scripted partners.
 *
 * @typedef {import("../wire/http.js").LoggedIn} LoggedIn
 * @typedef {{ name: string, title: import("./words.js").Text, digest: string, is_demo: boolean }} Scenario
 */

import { asked } from "../wire/http.js";
import { language } from "./words.js";

/** @type {Promise<Scenario> | null} */
let known = null;

/** The scenario that the service runs, asked once. @returns {Promise<Scenario>} */
export function scenario() {
  known ??= asked("GET", "/api/scenario");
  return known;
}

/** @param {"assistant" | "clerk" | "supervisor"} role @param {string} place @returns {Promise<LoggedIn>} */
export function demoSignIn(role, place) {
  return asked("POST", "/api/demo/sign-in", { body: { role, place } });
}

/**
 * Have a scripted partner come, who speaks the page's language: a clerk for a case, or an
 * applicant for a region.
 * @param {{ role: "clerk", case: string } | { role: "applicant", region: string, hall?: string, item?: string }} what
 */
export function partner(what) {
  return asked("POST", "/api/demo/partner", { body: { ...what, language: language() } });
}
