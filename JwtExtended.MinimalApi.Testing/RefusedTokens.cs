namespace JwtExtended.MinimalApi.Testing;

/// <summary>Creates tokens that differ from those of an app in exactly one respect.</summary>
internal sealed class RefusedTokens(JwtService jwt, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    // Beyond the leeway of the app.
    private static readonly TimeSpan Expired = TimeSpan.FromMinutes(1);

    public async Task<string> CreateAsync(JwtErrorCode code, string identity, TokenDescriptor descriptor) => code switch
    {
        JwtErrorCode.TokenMalformed => WithoutSignature(jwt.CreateAccessToken(identity, descriptor)),
        JwtErrorCode.TokenInvalid => await IssueAsync(JwtKey.Generate(jwt.Keys.Signing.Algorithm), time, identity, descriptor),
        JwtErrorCode.TokenType => jwt.CreateRefreshToken(identity, descriptor),
        JwtErrorCode.TokenExpired => await IssueAsync(
            jwt.Keys.Signing,
            new EarlierTime(time, Lifetime + jwt.Options.Leeway + Expired),
            identity,
            descriptor with { ExpiresIn = Lifetime, NotBefore = null }),
        JwtErrorCode.TokenRevoked => await RevokeAsync(jwt.CreateAccessToken(identity, descriptor)),
        JwtErrorCode.FreshRequired => jwt.CreateAccessToken(identity, descriptor with { Fresh = false, FreshFor = null, AuthTime = null }),
        _ => throw new ArgumentOutOfRangeException(
            nameof(code),
            $"No token alone is refused with {code}: it depends on the request, the endpoint or the store. Send a request that causes it."),
    };

    private static string WithoutSignature(string token) => token[..token.LastIndexOf('.')];

    private async Task<string> RevokeAsync(string encoded)
    {
        var result = await jwt.ReadAsync(encoded);
        if (result.Token is not { } token)
            throw new ArgumentException($"The token cannot be revoked, because the application refuses it as {result.Error!.Code}.");
        await jwt.RevokeAsync(token);
        return encoded;
    }

    // A service of its own with the names of the app: the app would not issue such a token.
    private async Task<string> IssueAsync(JwtKey key, TimeProvider clock, string identity, TokenDescriptor descriptor)
    {
        if (!jwt.TryRead(jwt.CreateAccessToken(identity), out var model, out var error))
            throw new InvalidOperationException($"The application refuses a token that it has just issued, as {error.Code}.");
        await using var issuer = JwtService.Create(
            cfg =>
            {
                cfg.Keys.Add(key);
                (cfg.Issuer, cfg.Audience) = (model.Iss ?? "", model.Aud is [var audience, ..] ? audience : "");
                cfg.ValidateIssuer = cfg.ValidateAudience = false;
                cfg.MaxTokenLength = jwt.Options.MaxTokenLength;
                cfg.RoleClaim = jwt.Options.RoleClaim;
                (cfg.PublicClaimNamespace, cfg.PrivateClaimPrefix) = (jwt.Options.PublicClaimNamespace, jwt.Options.PrivateClaimPrefix);
            },
            clock);
        return issuer.Service.CreateAccessToken(identity, descriptor);
    }
}
