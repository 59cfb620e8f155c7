namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The values of tags: few, and stable.</summary>
internal static class TagValue
{
    /// <summary>The refresh was refused before the store was asked to exchange the token.</summary>
    public const string Refused = "refused";

    /// <summary>The store did not confirm the exchange, or the application failed.</summary>
    public const string Failed = "failed";

    /// <summary>The token is active.</summary>
    public const string Active = "active";

    /// <summary>The token is not active, or none.</summary>
    public const string Inactive = "inactive";

    private const string Timeout = "timeout";
    private const string Canceled = "canceled";

    /// <summary>Gets the value for a type of token.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The value.</returns>
    public static string Of(TokenType type) => type switch
    {
        TokenType.Access => "access",
        TokenType.Refresh => "refresh",
        TokenType.Ticket => "ticket",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This type of token does not exist."),
    };

    /// <summary>Gets the value for another issuer.</summary>
    /// <param name="kind">What issued a token.</param>
    /// <returns>The value.</returns>
    public static string Of(LegacyTokenKind kind) => kind switch
    {
        LegacyTokenKind.FlaskJwtExtended => "flask_jwt_extended",
        LegacyTokenKind.SanicJwtExtended => "sanic_jwt_extended",
        LegacyTokenKind.JwtBearer => "jwt_bearer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of issuer does not exist."),
    };

    /// <summary>Gets the value for what was revoked.</summary>
    /// <param name="kind">What was revoked.</param>
    /// <returns>The value.</returns>
    public static string Of(RevocationKind kind) => kind switch
    {
        RevocationKind.Token => "token",
        RevocationKind.Session => "session",
        RevocationKind.Identity => "identity",
        RevocationKind.Everything => "everything",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of revocation does not exist."),
    };

    /// <summary>Gets the value for the outcome of an exchange. A store of the application decides about it.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The value.</returns>
    public static string Of(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Missing => "missing",
        ExchangeOutcome.Revoked => "revoked",
        ExchangeOutcome.Reused => "reused",
        ExchangeOutcome.Advanced => "advanced",
        ExchangeOutcome.Again => "again",
        ExchangeOutcome.Reissued => "reissued",
        ExchangeOutcome.Current => "current",
        ExchangeOutcome.Skipped => "skipped",
        _ => "unknown",
    };

    /// <summary>Gets the value for a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="caller">What the caller would have canceled the operation with.</param>
    /// <returns>The value.</returns>
    public static string Of(Exception failure, CancellationToken caller)
    {
        if (caller.IsCancellationRequested)
            return Canceled;
        return failure is TimeoutException ? Timeout : failure.GetType().FullName!;
    }
}
