import "./part/position.js";
