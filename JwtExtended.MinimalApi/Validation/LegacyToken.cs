namespace JwtExtended.MinimalApi.Validation;

/// <summary>A token of another issuer whose signature is valid, and whose claims are not checked yet.</summary>
/// <param name="Token">The token, as an access token.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="Payload">The payload, as the issuer wrote it.</param>
internal readonly record struct LegacyToken(Token Token, LegacyIssuer Issuer, LegacyPayload Payload)
{
    private const string Access = "access";
    private const string Refresh = "refresh";

    /// <summary>Gets what the signature covers, hashed: the id of the session that a refresh token is exchanged for.</summary>
    public required string Hash { get; init; }

    /// <summary>Gets the type that the issuer wrote; <see langword="null"/> where it wrote none.</summary>
    public required string? Marker { get; init; }

    /// <summary>Decides whether it is an access token. The application is asked, and may throw.</summary>
    /// <returns><see langword="true"/> if the issuer and the application say so.</returns>
    public bool IsAccess() => Is(Access, Token, Issuer.IsAccess);

    /// <summary>Decides whether it is a refresh token. The application is asked, and may throw.</summary>
    /// <param name="token">The token, as a refresh token.</param>
    /// <returns><see langword="true"/> if the issuer and the application say so.</returns>
    public bool IsRefresh(Token token) => Is(Refresh, token, Issuer.IsRefresh);

    /// <summary>Whether it may be a refresh token.</summary>
    public bool MayBeRefresh => Issuer.Kind == LegacyTokenKind.JwtBearer ? Issuer.IsRefresh is not null : Marker == Refresh;

    // Where the issuer marks its tokens, the application can only narrow that down.
    private bool Is(string marker, Token token, Func<Token, bool>? predicate) => Issuer.Kind == LegacyTokenKind.JwtBearer
        ? predicate?.Invoke(token) == true
        : Marker == marker && predicate?.Invoke(token) != false;
}
