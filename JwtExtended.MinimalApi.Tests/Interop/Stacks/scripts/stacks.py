"""Verifies and signs tokens with the JWT libraries of Debian for Python: reads one JSON document, prints the results of each library."""
import base64
import functools
import json
import sys
from importlib import metadata

import flask
import flask_jwt_extended
import jwt as pyjwt
from authlib.jose import JsonWebKey, JsonWebToken
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from jose import jwk as python_jose_jwk, jwt as python_jose
from jwcrypto import jwk as jwcrypto_jwk, jwt as jwcrypto_jwt

REQUEST = json.load(sys.stdin)
ISSUER, AUDIENCE, KEYS, JWKS = (REQUEST[name] for name in ("issuer", "audience", "keys", "jwks"))
ALL = list(KEYS)
EVERY = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


def secret_of(alg):
    return base64.b64decode(KEYS[alg]["secret"]) if KEYS[alg].get("secret") else None


def public_of(alg):
    return secret_of(alg) or KEYS[alg]["pem"]


# Loading a private key checks it, which costs more than everything else here: once is enough.
@functools.cache
def private_of(alg):
    return secret_of(alg) or serialization.load_pem_private_key(KEYS[alg]["pkcs8"].encode(), None)


def accepted(alg):
    """The algorithm of the key, and the one of the refresh tokens: no test may pass because of a list of algorithms."""
    return list(dict.fromkeys([alg, "HS256"]))


class PyJwt:
    stack, package, checks, sets, algorithms = "PyJWT", "PyJWT", ["exp", "iss", "aud"], True, ALL

    def verify(self, one):
        key = public_of(one["alg"])
        if one["set"]:
            keys = {jwk["kid"]: pyjwt.PyJWK(jwk) for jwk in JWKS["keys"]}
            key = keys[pyjwt.get_unverified_header(one["token"])["kid"]].key
        checked = {"audience": AUDIENCE} if one["aud"] else {"options": {"verify_aud": False}}
        return pyjwt.decode(one["token"], key, algorithms=accepted(one["alg"]), issuer=ISSUER, **checked)

    def sign(self, one):
        return pyjwt.encode(one["payload"], private_of(one["alg"]), one["alg"], headers=one["header"])


class Authlib:
    stack, package, checks, sets, algorithms = "Authlib", "Authlib", ["exp", "iss", "aud"], True, ALL

    def verify(self, one):
        key = JsonWebKey.import_key_set(JWKS) if one["set"] else self.key("pem", one["alg"])
        options = {"iss": {"essential": True, "value": ISSUER}}
        if one["aud"]:
            options["aud"] = {"essential": True, "value": AUDIENCE}
        # One with all algorithms: the library's own instance refuses some by default.
        claims = JsonWebToken(EVERY).decode(one["token"], key, claims_options=options)
        claims.validate()
        return claims

    def sign(self, one):
        return JsonWebToken(EVERY).encode({"alg": one["alg"], **one["header"]}, one["payload"], self.key("pkcs8", one["alg"])).decode()

    @functools.cache
    def key(self, kind, alg):
        kty = {"H": "oct", "R": "RSA", "P": "RSA", "E": "EC"}[alg[0]]
        return JsonWebKey.import_key(secret_of(alg) or KEYS[alg][kind], {"kty": kty})


class PythonJose:
    stack, package, checks, sets = "python-jose", "python-jose", ["exp", "iss", "aud"], True
    algorithms = [alg for alg in ALL if not alg.startswith("PS")]

    def verify(self, one):
        # In a set with keys of several types, it stops at the first one that does not fit.
        fitting = {"keys": [jwk for jwk in JWKS["keys"] if jwk["alg"] == one["alg"]]}
        key = fitting if one["set"] else self.key("pem", one["alg"])
        options = {"verify_aud": one["aud"]}
        return python_jose.decode(
            one["token"], key, algorithms=accepted(one["alg"]), issuer=ISSUER, audience=AUDIENCE if one["aud"] else None, options=options)

    def sign(self, one):
        return python_jose.encode(one["payload"], self.key("pkcs8", one["alg"]), one["alg"], headers=one["header"])

    @functools.cache
    def key(self, kind, alg):
        return secret_of(alg) or python_jose_jwk.construct(KEYS[alg][kind], alg)


class JwCrypto:
    stack, package, checks, sets, algorithms = "jwcrypto", "jwcrypto", ["exp", "iss", "aud"], True, ALL

    def verify(self, one):
        key = jwcrypto_jwk.JWKSet.from_json(json.dumps(JWKS)) if one["set"] else self.key("jwk", one["alg"])
        claims = {"iss": ISSUER, "exp": None, **({"aud": AUDIENCE} if one["aud"] else {})}
        return json.loads(jwcrypto_jwt.JWT(jwt=one["token"], key=key, check_claims=claims).claims)

    def sign(self, one):
        token = jwcrypto_jwt.JWT(header={"alg": one["alg"], **one["header"]}, claims=json.dumps(one["payload"]))
        token.make_signed_token(self.key("privateJwk", one["alg"]))
        return token.serialize()

    @functools.cache
    def key(self, kind, alg):
        return jwcrypto_jwk.JWK(**KEYS[alg][kind])


class FlaskJwtExtended:
    """An app with the defaults, that knows a key and an issuer, and one route with @jwt_required()."""
    stack, package, checks, sets, algorithms = "Flask-JWT-Extended", "Flask-JWT-Extended", ["exp", "iss", "aud"], False, ALL

    def __init__(self):
        self.apps = {}

    def app(self, alg, aud):
        if (alg, aud) not in self.apps:
            app = flask.Flask("orders")
            app.config.update(
                JWT_ALGORITHM=alg, JWT_DECODE_ISSUER=ISSUER, JWT_DECODE_AUDIENCE=AUDIENCE if aud else None,
                JWT_DECODE_ALGORITHMS=accepted(alg), PROPAGATE_EXCEPTIONS=False)
            symmetric = secret_of(alg)
            app.config["JWT_SECRET_KEY" if symmetric else "JWT_PRIVATE_KEY"] = private_of(alg)
            app.config["JWT_PUBLIC_KEY"] = None if symmetric else public_of(alg)
            flask_jwt_extended.JWTManager(app)

            @app.get("/orders")
            @flask_jwt_extended.jwt_required()
            def orders():
                return {"sub": flask_jwt_extended.get_jwt_identity()}

            self.apps[(alg, aud)] = app
        return self.apps[(alg, aud)]

    def verify(self, one):
        client = self.app(one["alg"], one["aud"]).test_client()
        response = client.get("/orders", headers={"Authorization": "Bearer " + one["token"]})
        if response.status_code != 200:
            raise ValueError(f"{response.status_code} {response.json}")
        return response.json

    def sign(self, one):
        app = self.app(one["alg"], False)
        with app.app_context():
            claims = dict(one["payload"])
            sub = claims.pop("sub", None)
            return flask_jwt_extended.create_access_token(sub, additional_claims=claims, additional_headers=one["header"])


class SimpleJwt:
    """The backend of djangorestframework-simplejwt; its tokens have a claim token_type, which it is told not to ask for."""
    stack, package, checks, sets = "djangorestframework-simplejwt", "djangorestframework-simplejwt", ["exp", "iss", "aud"], False
    algorithms = [alg for alg in ALL if not alg.startswith("PS")]

    @functools.cache
    def backend(self, alg, aud):
        from rest_framework_simplejwt.backends import TokenBackend
        return TokenBackend(alg, secret_of(alg), None if secret_of(alg) else public_of(alg), AUDIENCE if aud else None, ISSUER)

    def verify(self, one):
        return self.backend(one["alg"], one["aud"]).decode(one["token"])


def attempt(stack, kind, one):
    try:
        result = getattr(stack, kind)(one)
        return {"token": result} if kind == "sign" else {"sub": result["sub"]}
    except Exception as error:  # Whatever a library raises is a refusal.
        return {"error": f"{type(error).__name__}: {error}"}


def run(stack, kind, cases):
    if not hasattr(stack, kind):
        return {}
    known = [one for one in cases if one["alg"] in stack.algorithms and not (one.get("set") and not stack.sets)]
    return {one["id"]: attempt(stack, kind, one) for one in known}


settings.configure(SECRET_KEY="-", USE_I18N=False, REST_FRAMEWORK={})
print(json.dumps([
    {
        "stack": stack.stack, "version": metadata.version(stack.package), "checks": stack.checks,
        "verified": run(stack, "verify", REQUEST["verify"]), "signed": run(stack, "sign", REQUEST["sign"]),
    }
    for stack in (PyJwt(), Authlib(), PythonJose(), JwCrypto(), FlaskJwtExtended(), SimpleJwt())
]))
