// @ts-check
/** The start page: what this is, and the way to each role. */

import "../elements/tb-bar.js";
import "../elements/tb-start.js";
