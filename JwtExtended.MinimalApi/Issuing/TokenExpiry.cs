using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>When tokens expire, by their own lifetime and by the limits of their session.</summary>
internal sealed class TokenExpiry(IssuingRules rules)
{
    /// <summary>Determines when a token of a lifetime expires.</summary>
    /// <param name="now">When it is issued.</param>
    /// <param name="lifetime">The lifetime.</param>
    /// <returns>Seconds since 1970, or <see langword="null"/> for never.</returns>
    /// <exception cref="ArgumentException">The lifetime is not one that this app issues.</exception>
    public long? After(DateTimeOffset now, TimeSpan lifetime)
    {
        if (Lifetime.IsInfinite(lifetime))
        {
            return rules.AllowNonExpiring ? null :
                throw new ArgumentException("ExpiresIn is infinite, but AllowNonExpiringTokens is off. Set a lifetime.");
        }

        if (lifetime <= TimeSpan.Zero)
            throw new ArgumentException($"ExpiresIn is {lifetime}; it must be positive.");
        if (lifetime > rules.MaxLifetime)
        {
            throw new ArgumentException(
                $"ExpiresIn is {lifetime}, longer than MaxTokenLifetime ({rules.MaxLifetime}). "
                + "Raise MaxTokenLifetime, or use a refresh token.");
        }

        return now.ToUnixTimeSeconds() + Lifetime.Seconds(lifetime);
    }

    /// <summary>
    /// Determines when a token expires: it does not outlive its session, and does not exceed MaxTokenLifetime, which the validator checks.
    /// </summary>
    /// <param name="contents">The contents of the token.</param>
    /// <returns>Seconds since 1970, or <see langword="null"/> for never.</returns>
    public long? Of(in TokenContents contents)
    {
        var expires = IdleExpiry(contents);
        var lifetime = contents.Session.Limits.Lifetime ?? rules.SessionLifetime;
        if (contents.Session is not { Id: not null, Started: { } started } || Lifetime.IsInfinite(lifetime))
            return expires;
        var end = started.ToUnixTimeSeconds() + Lifetime.Seconds(lifetime);
        if (expires is not null)
            return Math.Min(expires.Value, end);
        return rules.MaxLifetime is { } max ? Math.Min(end, contents.Now.ToUnixTimeSeconds() + Lifetime.Seconds(max)) : end;
    }

    // A session with an idle limit of its own is over when its refresh token is: its access tokens do not go on.
    private static long? IdleExpiry(in TokenContents contents)
    {
        if (contents.Type != TokenType.Access || contents.Session.Limits.Idle is not { } idle || Lifetime.IsInfinite(idle))
            return contents.Expires;
        var end = contents.Now.ToUnixTimeSeconds() + Lifetime.Seconds(idle);
        return contents.Expires < end ? contents.Expires : end;
    }
}
