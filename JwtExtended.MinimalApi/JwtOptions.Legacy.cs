namespace JwtExtended.MinimalApi;

/// <content>Tokens of what was there before.</content>
public sealed partial class JwtOptions
{
    private readonly List<LegacyTokenOptions> _legacyTokens = [];

    /// <summary>
    /// Accepts the tokens of another issuer for a time, so that users stay signed in when an application moves to this package. Access
    /// tokens are accepted like those of this application; a refresh token is exchanged at <c>MapJwtRefresh</c> for a session of this
    /// application, once.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The rules for the tokens of this application do not change: only a token whose <c>typ</c> is <c>JWT</c>, or that has none, is read
    /// as one of another issuer, and only its own key verifies it. Such a token is never fresh, claims that control sessions here are
    /// dropped, and the metric <c>jwt_extended.legacy_tokens</c> counts each use, so that this call can be removed when there are none.
    /// </para>
    /// <para>
    /// Which refresh tokens were exchanged is known for as long as the store keeps its data: use one that outlives the process.
    /// </para>
    /// </remarks>
    /// <param name="kind">What issued the tokens.</param>
    /// <param name="until">Until when they are accepted, whatever their own expiration says.</param>
    /// <param name="configure">Describes the tokens: the key at least.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    /// <example>
    /// <code>
    /// cfg.AcceptLegacyTokens(
    ///     LegacyTokenKind.FlaskJwtExtended,
    ///     until: new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero),
    ///     legacy => legacy.Key = JwtKey.FromSecret(builder.Configuration["Flask:JwtSecretKey"]!));
    /// </code>
    /// </example>
    public void AcceptLegacyTokens(LegacyTokenKind kind, DateTimeOffset until, Action<LegacyTokenOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new LegacyTokenOptions(kind, until, _lock);
        configure(options);
        _legacyTokens.Add(_lock.Open(options));
    }

    internal IReadOnlyList<LegacyTokenOptions> ToLegacyTokens() => [.. _legacyTokens];
}
