// Lock and the auth0.js it brings along, for a page that uses both.

import auth0 from "auth0-js";
import { Auth0LockPasswordless } from "auth0-lock";

Object.assign(window, { Auth0LockPasswordless, auth0 });
