import "htmx.org";
import "./main.css";
import "./position.js";
import "./once.js";
