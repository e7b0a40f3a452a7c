// What every page has: small, and nothing breaks without it.
import "./part/once.js";
import "./part/drafts.js";
import "./part/dialogs.js";
import "./part/follow.js";
import "./part/leave.js";
import "./part/tables.js";
