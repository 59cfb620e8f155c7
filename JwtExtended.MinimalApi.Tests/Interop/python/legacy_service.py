"""A service whose tokens have the claims and rules of Flask-JWT-Extended 4.7, or of Sanic-JWT-Extended 1.0.

It runs on Debian's python3-flask and python3-jwt: those two packages themselves are not in Debian. The key is in the environment, the
port in the arguments.
"""

import datetime
import os
import sys
import uuid

import flask
import jwt

KEY = bytes.fromhex(os.environ["LEGACY_KEY"])
app = flask.Flask(__name__)


def flask_token(kind, identity, lifetime, claims):
    now = datetime.datetime.now(datetime.timezone.utc)
    payload = {
        "fresh": kind == "access",
        "iat": now,
        "jti": str(uuid.uuid4()),
        "type": kind,
        "sub": identity,
        "nbf": now,
        "csrf": str(uuid.uuid4()),
        "exp": now + lifetime,
    }
    return jwt.encode({**payload, **claims}, KEY, algorithm="HS256")


def sanic_token(kind, identity, lifetime, claims):
    now = datetime.datetime.utcnow()
    payload = {**claims, "sub": identity, "jti": uuid.uuid4().hex, "iat": now, "nbf": now, "exp": now + lifetime}
    return jwt.encode(payload, KEY, algorithm="HS256", headers={"class": kind})


@app.post("/login/<library>")
def login(library):
    wanted = flask.request.get_json()
    make = {"flask": flask_token, "sanic": sanic_token}[library]
    lifetimes = {"access": datetime.timedelta(minutes=15), "refresh": datetime.timedelta(days=30)}
    return {kind: make(kind, wanted["identity"], lifetime, wanted.get("claims", {})) for kind, lifetime in lifetimes.items()}


@app.get("/protected")
def protected():
    scheme, _, text = flask.request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        return {"msg": "Missing Authorization Header"}, 401
    try:
        claims = jwt.decode(text, KEY, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.ExpiredSignatureError:
        return {"msg": "Token has expired"}, 401
    except jwt.InvalidTokenError as error:
        return {"msg": str(error)}, 422
    # What does not say its type counts as an access token there.
    if claims.get("type", "access") != "access":
        return {"msg": "Only non-refresh tokens are allowed"}, 422
    return {"identity": claims["sub"]}


@app.get("/ready")
def ready():
    return ""


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))
