/* Verifies and signs tokens with cjose: reads one JSON document, prints the results. */
#include <cjose/cjose.h>
#include <jansson.h>
#include <string.h>

typedef json_t *attempt_t(json_t *key, json_t *one);

static const char *text(json_t *object, const char *name) { return json_string_value(json_object_get(object, name)); }

static json_t *refuse(const char *error) { return json_pack("{s:s}", "error", error); }

static json_t *accept_claims(const char *claims, size_t length)
{
    json_t *payload = json_loadb(claims, length, 0, NULL);
    json_t *result = json_pack("{s:O?}", "sub", json_object_get(payload, "sub"));
    json_decref(payload);
    return result;
}

static cjose_jwk_t *cjose_key(json_t *key, const char *kind)
{
    cjose_err error;
    char *jwk = json_dumps(json_object_get(key, kind), 0);
    cjose_jwk_t *result = cjose_jwk_import(jwk, strlen(jwk), &error);
    free(jwk);
    return result;
}

static json_t *cjose_verify(json_t *key, json_t *one)
{
    cjose_err error;
    cjose_jwk_t *jwk = cjose_key(key, "jwk");
    cjose_jws_t *jws = cjose_jws_import(text(one, "token"), strlen(text(one, "token")), &error);
    uint8_t *claims;
    size_t length;
    json_t *result = jwk && jws && cjose_jws_verify(jws, jwk, &error) && cjose_jws_get_plaintext(jws, &claims, &length, &error)
        ? accept_claims((const char *)claims, length)
        : refuse(error.message ? error.message : "not verified");
    cjose_jws_release(jws);
    cjose_jwk_release(jwk);
    return result;
}

static json_t *cjose_sign(json_t *key, json_t *one)
{
    cjose_err error;
    cjose_jwk_t *jwk = cjose_key(key, "privateJwk");
    cjose_header_t *header = cjose_header_new(&error);
    const char *name, *encoded;
    json_t *value;
    json_object_foreach(json_object_get(one, "header"), name, value)
        cjose_header_set(header, name, json_string_value(value), &error);
    cjose_header_set(header, CJOSE_HDR_ALG, text(one, "alg"), &error);
    char *payload = json_dumps(json_object_get(one, "payload"), JSON_COMPACT);
    cjose_jws_t *jws = cjose_jws_sign(jwk, header, (const uint8_t *)payload, strlen(payload), &error);
    json_t *result = jws && cjose_jws_export(jws, &encoded, &error) ? json_pack("{s:s}", "token", encoded) : refuse("not signed");
    free(payload);
    cjose_jws_release(jws);
    cjose_header_release(header);
    cjose_jwk_release(jwk);
    return result;
}

static json_t *run(json_t *request, const char *kind, attempt_t *attempt)
{
    json_t *results = json_object(), *one;
    size_t index;
    json_array_foreach(json_object_get(request, kind), index, one)
    {
        if (json_is_true(json_object_get(one, "set")))
            continue;
        json_t *key = json_object_get(json_object_get(request, "keys"), text(one, "alg"));
        json_object_set_new(results, text(one, "id"), attempt(key, one));
    }
    return results;
}

int main(int count, char **arguments)
{
    json_t *request = json_loadf(stdin, 0, NULL);
    if (count != 2 || !request)
        return 1;
    json_t *results = json_pack("[{s:s,s:s,s:[],s:o,s:o}]", "stack", "cjose", "version", arguments[1], "checks",
        "verified", run(request, "verify", cjose_verify), "signed", run(request, "sign", cjose_sign));
    return results ? json_dumpf(results, stdout, 0) : 1;
}
