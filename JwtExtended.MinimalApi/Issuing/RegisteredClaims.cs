using System.Text.Json;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The encoded names of the claims that the package writes (RFC 7519, 4.1).</summary>
internal static class RegisteredClaims
{
    public static readonly JsonEncodedText Iss = JsonEncodedText.Encode("iss");
    public static readonly JsonEncodedText Sub = JsonEncodedText.Encode("sub");
    public static readonly JsonEncodedText Aud = JsonEncodedText.Encode("aud");
    public static readonly JsonEncodedText Iat = JsonEncodedText.Encode("iat");
    public static readonly JsonEncodedText Nbf = JsonEncodedText.Encode("nbf");
    public static readonly JsonEncodedText Exp = JsonEncodedText.Encode("exp");
    public static readonly JsonEncodedText Jti = JsonEncodedText.Encode("jti");
    public static readonly JsonEncodedText ClientId = JsonEncodedText.Encode("client_id");
    public static readonly JsonEncodedText Sid = JsonEncodedText.Encode("sid");
    public static readonly JsonEncodedText Sst = JsonEncodedText.Encode("sst");
    public static readonly JsonEncodedText Fresh = JsonEncodedText.Encode("fresh");
    public static readonly JsonEncodedText AuthTime = JsonEncodedText.Encode("auth_time");
    public static readonly JsonEncodedText Seed = JsonEncodedText.Encode("seed");
    public static readonly JsonEncodedText Gen = JsonEncodedText.Encode("gen");
    public static readonly JsonEncodedText Lim = JsonEncodedText.Encode("lim");
    public static readonly JsonEncodedText Csrf = JsonEncodedText.Encode("csrf");
    public static readonly JsonEncodedText Ticket = JsonEncodedText.Encode("ticket");
    public static readonly JsonEncodedText Scope = JsonEncodedText.Encode("scope");
}
