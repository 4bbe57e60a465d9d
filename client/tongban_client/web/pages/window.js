// @ts-check
import "../elements/tb-bar.js";
