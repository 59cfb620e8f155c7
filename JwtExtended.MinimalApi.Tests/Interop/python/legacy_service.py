"""A service on Flask-JWT-Extended, from which an application moves. It also signs tokens as Sanic-JWT-Extended 1.0 does, which is not in Debian.

The key is in the environment, the port in the arguments.
"""

import datetime
import os
import sys
import uuid

import flask
import jwt
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token, get_jwt_identity, jwt_required

KEY = bytes.fromhex(os.environ["LEGACY_KEY"])
app = flask.Flask(__name__)
app.config["JWT_SECRET_KEY"] = KEY
JWTManager(app)


@app.post("/login/flask")
def login_flask():
    wanted = flask.request.get_json()
    identity, claims = wanted["identity"], wanted["claims"]
    return {
        "access": create_access_token(identity, fresh=True, additional_claims=claims),
        "refresh": create_refresh_token(identity, additional_claims=claims),
    }


@app.post("/login/sanic")
def login_sanic():
    wanted = flask.request.get_json()
    lifetimes = {"access": datetime.timedelta(minutes=15), "refresh": datetime.timedelta(days=30)}
    return {kind: sanic_token(kind, wanted["identity"], lifetime, wanted["claims"]) for kind, lifetime in lifetimes.items()}


def sanic_token(kind, identity, lifetime, claims):
    now = datetime.datetime.utcnow()
    payload = {**claims, "sub": identity, "jti": uuid.uuid4().hex, "iat": now, "nbf": now, "exp": now + lifetime}
    return jwt.encode(payload, KEY, algorithm="HS256", headers={"class": kind})


@app.get("/protected")
@jwt_required()
def protected():
    return {"identity": get_jwt_identity()}


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))
