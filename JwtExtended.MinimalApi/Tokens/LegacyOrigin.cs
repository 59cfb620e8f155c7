namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Where a token comes from that another issuer has signed.</summary>
/// <param name="Kind">What issued it.</param>
/// <param name="Expires">Its own expiration time; <see langword="null"/> = never. It is not accepted for that long.</param>
/// <param name="Issuer">The position of its issuer among those that are accepted.</param>
internal sealed record LegacyOrigin(LegacyTokenKind Kind, DateTimeOffset? Expires, int Issuer);
