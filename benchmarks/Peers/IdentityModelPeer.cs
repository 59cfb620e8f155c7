using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>
/// Microsoft.IdentityModel.JsonWebTokens: one handler and one set of parameters, with its default caches of signature providers.
/// </summary>
internal sealed class IdentityModelPeer
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly TokenValidationParameters _parameters;
    private readonly SigningCredentials _credentials;

    public IdentityModelPeer(BenchmarkKey key, string kid)
    {
        _parameters = ParametersFor(key, kid);
        _credentials = new SigningCredentials(_parameters.IssuerSigningKey, key.Algorithm.ToString());
    }

    /// <summary>Checks what the package checks: signature, issuer, audience, lifetime.</summary>
    public static TokenValidationParameters ParametersFor(BenchmarkKey key, string? kid = null) => new()
    {
        ValidIssuer = JwtHost.Name,
        ValidAudience = JwtHost.Name,
        IssuerSigningKey = KeyOf(key, kid),
    };

    public bool Read(string token) => _handler.ValidateTokenAsync(token, _parameters).GetAwaiter().GetResult().IsValid;

    public string Create()
    {
        var now = DateTime.UtcNow;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = JwtHost.Name,
            Audience = JwtHost.Name,
            IssuedAt = now,
            Expires = now + JwtHost.Lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = JwtHost.Subject, ["jti"] = Guid.NewGuid().ToString(), ["role"] = "ADMIN" },
            TokenType = "at+jwt",
            SigningCredentials = _credentials,
        });
    }

    private static SecurityKey KeyOf(BenchmarkKey key, string? kid)
    {
        SecurityKey made = key.Secret is not null ? new SymmetricSecurityKey(key.Secret)
            : key.Rsa is not null ? new RsaSecurityKey(key.Rsa)
            : new ECDsaSecurityKey(key.Ecdsa);
        made.KeyId = kid;
        return made;
    }
}
