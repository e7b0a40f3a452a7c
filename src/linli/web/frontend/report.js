import "./part/position.js";
import "./part/pick.js";
import "./part/places.js";
import "./part/steps.js";
import "./part/alike.js";
import "./part/pictures.js";
import "./part/speak.js";
