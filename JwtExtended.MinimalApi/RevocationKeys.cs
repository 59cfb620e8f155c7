using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi;

/// <summary>The keys that one token is looked up by: SHA-256 over kind, issuer and value, in base64url. Each is made when first asked for.</summary>
public sealed class RevocationKeys
{
    private readonly RevocationKeyFactory? _keys;
    private readonly IRevocable? _token;

    internal RevocationKeys(RevocationKeyFactory keys, IRevocable token)
    {
        _keys = keys;
        _token = token;
        Everything = keys.Everything;
    }

    /// <summary>Keys that belong to no token, for questions of the package's own.</summary>
    internal RevocationKeys(string token, string identity, string everything)
    {
        (Token, Identity, Everything) = (token, identity, everything);
    }

    /// <summary>The key of this one token.</summary>
    public string Token { get => field ??= OfToken(_keys!, _token!); }

    /// <summary>The key of its session; <see langword="null"/> for a token outside of sessions.</summary>
    public string? Session { get => field ??= _token?.SessionId is { } sid ? _keys!.ForSession(_token.Identity, sid) : null; }

    /// <summary>The key of its identity.</summary>
    public string Identity { get => field ??= _keys!.ForIdentity(_token!.Identity); }

    /// <summary>The key of everything that the app issues.</summary>
    public string Everything { get; }

    /// <summary>Whether <see cref="RevocationState.SessionRecorded"/> is asked for: only when a refresh token of a recorded session is checked.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool WantsSessionRecord { get; internal init; }

    /// <summary>Whether a look-up of a moment ago may answer: never for a token that can be exchanged for others.</summary>
    internal bool MayBeCached => _token?.Type == TokenType.Access && !WantsSessionRecord && !MustBeExact;

    /// <summary>The look-up decides about more than one request: no look-up of a moment ago may answer it.</summary>
    internal bool MustBeExact { get; init; }

    /// <summary>All keys of a look-up in one, for a cache of look-ups: a foreign issuer may use one <c>jti</c> twice.</summary>
    internal string Combined => field ??= $"{Token} {Session} {Identity}";

    private static string OfToken(RevocationKeyFactory keys, IRevocable token) => token.Jti is { } jti
        ? keys.ForTokenId(jti)
        : keys.ForSigningInput(token.RawJwt.AsSpan(0, token.RawJwt.LastIndexOf('.')));
}
