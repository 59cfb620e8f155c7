using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi;

/// <summary>The keys that one token is looked up by: SHA-256 over kind, issuer and value, in base64url. Each is made when first asked for.</summary>
public sealed class RevocationKeys
{
    private readonly RevocationKeyMaker _maker;
    private readonly Token _token;

    internal RevocationKeys(RevocationKeyMaker maker, Token token)
    {
        _maker = maker;
        _token = token;
        Everything = maker.Everything;
    }

    /// <summary>The key of this one token.</summary>
    public string Token => field ??= _maker.ForToken(_token);

    /// <summary>The key of its session; <see langword="null"/> for a token outside of sessions.</summary>
    public string? Session => field ??= _token.SessionId is { } sid ? _maker.ForSession(sid) : null;

    /// <summary>The key of its identity.</summary>
    public string Identity => field ??= _maker.ForIdentity(_token.Identity);

    /// <summary>The key of everything that the app issues.</summary>
    public string Everything { get; }
}
