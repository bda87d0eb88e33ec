// The document is one for every installation, and names every way to sign in. Here it shows the ways that there are: none, keys,
// or the provider's page (authorization code with PKCE) beside a token that somebody has.
const signInHere = fetch(new URL('../../console/sign-in', document.baseURI), { cache: 'no-store' })
  .then((response) => (response.ok ? response.json() : {}), () => ({}));

const SIGN_IN_SCHEMES = {
  off: [],
  'api-keys': ['key'],
  oidc: ['provider', 'bearer'],
};

function providerScheme({ authorizationEndpoint, tokenEndpoint, scopes }) {
  return {
    type: 'oauth2',
    description: 'Sign in at the page of the provider.',
    flows: {
      authorizationCode: {
        authorizationUrl: authorizationEndpoint,
        tokenUrl: tokenEndpoint,
        scopes: Object.fromEntries(scopes.split(' ').map((scope) => [scope, ''])),
      },
    },
  };
}

/** Swagger UI shows an empty list, too, as something to sign in with, and cannot read a member without a value. */
const unlessEmpty = (name, list) => (Object.keys(list).length > 0 ? { [name]: list } : {});

function withWays(json, here) {
  const ways = (SIGN_IN_SCHEMES[here.mode] ?? ['bearer', 'key']).filter((way) => way !== 'provider' || here.clientId);
  const known = { ...json.components?.securitySchemes, ...(here.clientId && { provider: providerScheme(here) }) };
  const paths = Object.entries(json.paths ?? {}).map(([path, item]) => [path, Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      const { security, ...others } = operation;
      const scopes = security?.flatMap((needed) => Object.values(needed)).at(0);
      return [method, scopes ? { ...others, ...unlessEmpty('security', ways.map((way) => ({ [way]: scopes }))) } : operation];
    }),
  )]);
  const { securitySchemes, ...components } = json.components ?? {};
  return {
    ...json,
    paths: Object.fromEntries(paths),
    components: { ...components, ...unlessEmpty('securitySchemes', Object.fromEntries(ways.map((way) => [way, known[way]]))) },
  };
}

const SignInPlugin = (system) => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => async (json) => {
          const here = await signInHere;
          if (here.clientId) {
            system.authActions.configureAuth({
              clientId: here.clientId,
              scopes: here.scopes.split(' '),
              usePkceWithAuthorizationCodeGrant: true,
              additionalQueryStringParams: { nonce: crypto.getRandomValues(new Uint32Array(4)).join('') },
            });
          }
          return original(withWays(json, here));
        },
      },
    },
  },
});
