using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>Verifies a JWS with the steps of the validator, except those for tokens of the package (<c>typ</c> and claims).</summary>
internal static class JwsVerification
{
    public static bool IsAccepted(string jwk, string text)
    {
        try
        {
            return IsAccepted(JwtKey.FromJwk(jwk), text);
        }
        catch (ArgumentException)
        {
            // A key that is not for signatures, or has no such algorithm, accepts nothing.
            return false;
        }
    }

    public static bool IsAccepted(JwtKey key, string text) =>
        CompactJws.Split(text, 8192, out var jws) is null
        && HeaderReader.Read(jws.Header, out var header) is null
        && SignatureCheck.FindKey(new KeySet(key, [key], []), TokenType.Access, header, out var found) is null
        && SignatureCheck.Check(jws, found) is null;
}
