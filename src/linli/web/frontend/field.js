// The grid worker's app: one page, its views behind the hash, everything kept on the device until the city has it.
import "./field/app.js";
