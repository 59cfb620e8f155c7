"""Verifies and signs tokens with the command-line tools of Debian, one process a token: reads one JSON document, prints the results."""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile

REQUEST = json.load(sys.stdin)
KEYS, JWKS = REQUEST["keys"], REQUEST["jwks"]
FOLDER = pathlib.Path(tempfile.mkdtemp())


def file_of(name, content):
    path = FOLDER / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def run(*command, text=""):
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=20)
    if done.returncode:
        raise ValueError((done.stderr or done.stdout).decode(errors="replace").strip() or f"exit code {done.returncode}")
    return done.stdout.decode()


def jwk_of(one, kind):
    return JWKS if one.get("set") else KEYS[one["alg"]][kind]


class Jose:
    stack, package, checks, sets, algorithms = "jose (latchset)", "jose", [], True, list(KEYS)

    def verify(self, one):
        key = file_of("key.jwk", json.dumps(jwk_of(one, "jwk")))
        return json.loads(run("jose", "jws", "ver", "-i-", "-k", key, "-O-", text=one["token"]))

    def sign(self, one):
        template = json.dumps({"protected": {"alg": one["alg"], **one["header"]}})
        payload, key = file_of("payload", json.dumps(one["payload"])), file_of("key.jwk", json.dumps(jwk_of(one, "privateJwk")))
        return run("jose", "jws", "sig", "-I", payload, "-k", key, "-s", template, "-c").strip()


class Rhonabwy:
    stack, package, checks, sets, algorithms = "rhonabwy", "rnbyc", [], True, list(KEYS)

    def verify(self, one):
        jwk = jwk_of(one, "jwk")
        keys = file_of("keys.jwks", json.dumps(jwk if one.get("set") else {"keys": [jwk]}))
        output = run("rnbyc", "-t", one["token"], "-P", keys)
        if "invalid" in output.lower() or "error" in output.lower():
            raise ValueError(output.strip())
        return json.loads(output[output.index("{"):output.rindex("}") + 1])


class Go:
    stack, package, checks, sets, algorithms = "golang-jwt", "jwt", ["exp"], False, list(KEYS)

    def key(self, one, kind):
        key = KEYS[one["alg"]]
        return file_of("key", base64.b64decode(key["secret"]) if key.get("secret") else key[kind])

    def verify(self, one):
        return json.loads(run("jwt", "-verify", "-", "-key", self.key(one, "pem"), "-alg", one["alg"], text=one["token"]))

    def sign(self, one):
        headers = [argument for name, value in one["header"].items() for argument in ("-header", f"{name}={value}")]
        return run("jwt", "-sign", "-", "-key", self.key(one, "pkcs8"), "-alg", one["alg"], *headers, text=json.dumps(one["payload"])).strip()


def attempt(stack, kind, one):
    try:
        result = getattr(stack, kind)(one)
        return {"token": result} if kind == "sign" else {"sub": result["sub"]}
    except Exception as error:  # Whatever a tool says instead of the claims is a refusal.
        return {"error": f"{type(error).__name__}: {error}"}


def results_of(stack, kind):
    if not hasattr(stack, kind):
        return {}
    known = [one for one in REQUEST[kind] if one["alg"] in stack.algorithms and not (one.get("set") and not stack.sets)]
    return {one["id"]: attempt(stack, kind, one) for one in known}


print(json.dumps([
    {
        "stack": stack.stack, "checks": stack.checks, "version": run("dpkg-query", "-W", "-f", "${Version}", stack.package),
        "verified": results_of(stack, "verify"), "signed": results_of(stack, "sign"),
    }
    for stack in (Jose(), Rhonabwy(), Go())
]))
