// A small application with @auth0/auth0-react, as its readers write one. The
// test names the server in window.domain.

import { Auth0Provider, useAuth0 } from "@auth0/auth0-react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Person() {
  const { isLoading, isAuthenticated, error, user, loginWithRedirect, logout, getAccessTokenSilently } = useAuth0();
  const [renewed, setRenewed] = useState("");
  if (isLoading) return <p>Loading</p>;
  if (error) return <p role="alert">{error.message}</p>;
  if (!isAuthenticated) return <button onClick={() => loginWithRedirect()}>Log in</button>;
  const renew = async () => setRenewed((await getAccessTokenSilently({ cacheMode: "off", detailedResponse: true })).expires_in);
  return (
    <>
      <h1>{user.email}</h1>
      <button onClick={renew}>Renew</button>
      <output>{renewed}</output>
      <button onClick={() => logout({ logoutParams: { returnTo: `${location.origin}/react` } })}>Log out</button>
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <Auth0Provider domain={window.domain} clientId="tabs" authorizationParams={{ redirect_uri: `${location.origin}/react` }}>
    <Person />
  </Auth0Provider>,
);
